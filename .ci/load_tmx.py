"""Loads a TMX in translate-toolkit and counts its units by languages: load_tmx.py FILE LANG..."""
import sys

from translate.storage import tmx

path, *languages = sys.argv[1:]
with open(path, "rb") as handle:
    store = tmx.tmxfile.parsefile(handle)
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
complete = 0
for unit in store.units:
    node = unit.xmlelement
    found = [tuv.get(XML_LANG) for tuv in node.iter() if str(tuv.tag).endswith("tuv")]
    complete += sorted(found) == sorted(languages)
print(f"{path}: {len(store.units)} units in translate-toolkit, {complete} with {' '.join(languages)}")
if complete < 20:
    sys.exit("expected at least 20 units with every language")
