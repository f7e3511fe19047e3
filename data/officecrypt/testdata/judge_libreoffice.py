"""Opens or saves encrypted workbooks with LibreOffice.

judge_libreoffice.py PROFILE open IN OUT PASSWORD     writes the text of A1 of the first sheet to OUT
judge_libreoffice.py PROFILE encrypt IN OUT PASSWORD  saves the workbook IN encrypted as OUT
"""
import os
import signal
import subprocess
import sys
import time

import uno
from com.sun.star.beans import NamedValue, PropertyValue

profile, mode, source, target, password = sys.argv[1:]
pipe = "officecrypt%d" % os.getpid()


def value(name, v):
    p = PropertyValue()
    p.Name, p.Value = name, v
    return p


def connect(office):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        if office.poll() is not None:
            sys.exit("soffice ended with %s" % office.returncode)
        try:
            return resolver.resolve("uno:pipe,name=%s;urp;StarOffice.ComponentContext" % pipe)
        except Exception:
            time.sleep(0.1)
    sys.exit("soffice does not answer")


def encryption():
    n = NamedValue()
    n.Name, n.Value = "CryptoType", "Standard"
    k = NamedValue()
    k.Name, k.Value = "OOXPassword", password
    return uno.Any("[]com.sun.star.beans.NamedValue", (n, k))


def too_late(*_):
    sys.exit("LibreOffice takes too long")


signal.signal(signal.SIGALRM, too_late)
signal.alarm(100)
office = subprocess.Popen([
    "soffice", "--headless", "--norestore", "--nologo", "--nolockcheck",
    "-env:UserInstallation=file://" + profile, "--accept=pipe,name=%s;urp" % pipe],
    start_new_session=True, stderr=subprocess.DEVNULL)
try:
    ctx = connect(office)
    desktop = ctx.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", ctx)
    load = [value("Hidden", True)]
    if mode == "open":
        load.append(value("Password", password))
    doc = desktop.loadComponentFromURL("file://" + source, "_blank", 0, tuple(load))
    if doc is None:
        sys.exit("LibreOffice refused the file")
    if mode == "open":
        with open(target, "w", encoding="utf-8") as out:
            out.write(doc.Sheets.getByIndex(0).getCellByPosition(0, 0).String)
    else:
        doc.storeToURL("file://" + target, (
            value("FilterName", "Calc MS Excel 2007 XML"), value("EncryptionData", encryption())))
    doc.close(True)
    try:
        desktop.terminate()
    except Exception:
        pass
    office.wait(30)
finally:
    if office.poll() is None:
        os.killpg(office.pid, signal.SIGKILL)
