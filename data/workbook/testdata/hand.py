# Edits a workbook in LibreOffice as a person would. Arguments: folder for the profile, workbook, new workbook.
# The answers have their columns in the order of the test's table; rows begin at the third.
import os
import subprocess
import sys

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

profile, source, target = sys.argv[1:4]
pipe = "kreislage%d" % os.getpid()
office = subprocess.Popen(["soffice", "-env:UserInstallation=file://" + profile, "--headless", "--norestore",
                           "--accept=pipe,name=%s;urp;" % pipe])
try:
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    context = None
    while context is None and office.poll() is None:
        try:
            context = resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
        except NoConnectException:
            try:
                office.wait(0.2)
            except subprocess.TimeoutExpired:
                pass
    desktop = context.ServiceManager.createInstance("com.sun.star.frame.Desktop")

    def prop(name, value):
        p = PropertyValue()
        p.Name, p.Value = name, value
        return p

    document = desktop.loadComponentFromURL(uno.systemPathToFileUrl(source), "_blank", 0, (prop("Hidden", True),))
    sheet = document.Sheets.getByName("Anforderungen")
    sheet.unprotect("")
    keys = {sheet.getCellByPosition(i, 0).String: i for i in range(20)}

    def cell(key, i):
        return sheet.getCellByPosition(keys[key], i + 2)

    cell("k:status", 2).String = "Ja "
    cell("k:explanation", 2).String = "Über LibreOffice\neingetragen: _x0041_ & <b>"
    cell("k:due", 2).NumberFormat = document.NumberFormats.getStandardFormat(2, document.CharLocale)
    cell("k:due", 2).Value = 46752  # 2027-12-31
    cell("k:status", 5).Formula = '=IF(1=1;"ja";"nein")'
    cell("k:status", 6).String = "jein"
    cell("k:evidence", 7).String = "#leer"
    cell("k:effort", 8).Value = 2.5
    cell("k:status", 9).String = "teilw."
    cell("k:status", 10).String = "nein"
    sheet.getCellRangeByPosition(keys["k:status"], 12, keys["k:status"], 13).merge(True)
    sheet.Rows.getByIndex(11).IsVisible = False
    sheet.Rows.removeByIndex(16, 1)
    sheet.Rows.insertByIndex(6, 2)
    sheet.Columns.insertByIndex(keys["k:status"], 1)
    sheet.Name = "Unsere Antworten"
    document.Sheets.insertNewByName("Notizen", 0)
    document.Sheets.moveByName("Unsere Antworten", 0)
    document.storeToURL(uno.systemPathToFileUrl(target), (prop("FilterName", "Calc MS Excel 2007 XML"),))
    document.close(True)
    try:
        desktop.terminate()
    except Exception:
        pass
    office.wait(30)
finally:
    office.poll() is None and office.kill()
