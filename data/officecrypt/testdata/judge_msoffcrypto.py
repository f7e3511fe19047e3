"""Decrypts with msoffcrypto-tool, checking password and integrity: judge_msoffcrypto.py IN OUT PASSWORD."""
import sys

import msoffcrypto

source, target, password = sys.argv[1:]
with open(source, "rb") as f, open(target, "wb") as out:
    office = msoffcrypto.OfficeFile(f)
    office.load_key(password=password, verify_password=True)
    office.decrypt(out, verify_integrity=office.type == "agile")
