from . import main
from . import shortcut
