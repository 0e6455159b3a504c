"""Writes clip-tokens.json: what OpenCLIP's own tokenizer makes of some prompts, to check the bundled
vocabulary (Models/clip-tokenizer) with.

Run: python make_clip_tokens.py  (needs torch, open_clip_torch)
"""
import importlib.util
import json
from pathlib import Path

# The module alone: the package would want torchvision.
package = importlib.util.find_spec("open_clip").submodule_search_locations[0]
spec = importlib.util.spec_from_file_location("tokenizer", Path(package) / "tokenizer.py")
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)

HERE = Path(__file__).parent
PROMPTS = [
    "a photograph of an astronaut riding a horse", "open dollhouse, oak floors, blue walls!", "", "don't 3.14 #hashtag",
    "Stra\u00dfe na\u00efve caf\u00e9 \u65e5\u672c\u8a9e \U0001f3e0", "  supercalifragilisticexpialidocious   ~~ [] {} \\ / ",
]
tokenizer = module.SimpleTokenizer()
(HERE / "clip-tokens.json").write_text(json.dumps(
    [{"prompt": prompt, "tokens": tokenizer.encode(prompt)} for prompt in PROMPTS], separators=(",", ":")) + "\n")
