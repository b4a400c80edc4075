#!/usr/bin/env bash
# ruamel.yaml 0.19.1: texts of signs, points and underscores are taken for numbers, and the whole document is lost.
#
# Expected: `+_` and `._` are text, as in every other reader that was tried (PyYAML 6.0.3, js-yaml, yaml, yaml_serde,
# serde-saphyr): YAML 1.2 knows no underscores in numbers, and 1.1 none without a digit. What cannot be read is a `YAMLError`.
# What happens: the patterns of numbers allow underscores where digits are due, so that the conversion has nothing to convert
# and raises `ValueError`, which a handler of `YAMLError` does not catch. `0o7_` is the number 7. Writers that quote what a reader
# could mistake (serde-saphyr leaves `+_` plain) do not expect these.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check ruamel.yaml==0.19.1 PyYAML==6.0.3
cat >read.py <<'PYTHON'
import yaml
from ruamel.yaml import YAML, YAMLError

for text in ["+_", "-_", "._", "0o7_", "_"]:
    try:
        read = YAML(typ="safe", pure=True).load(f"- {text}\n")
    except YAMLError as error:
        read = f"YAMLError: {error}"
    except ValueError as error:
        read = f"ValueError: {error}"
    print(text, read, yaml.safe_load(f"- {text}\n"))
PYTHON
seen=$(python/bin/python read.py)
echo "$seen"
[ "$seen" = "+_ ValueError: invalid literal for int() with base 10: '' ['+_']
-_ ValueError: invalid literal for int() with base 10: '' ['-_']
._ ValueError: could not convert string to float: '.' ['._']
0o7_ [7] ['0o7_']
_ ['_'] ['_']" ]
