"""Writes tokenizer folders and tokenizers.json: what transformers' CLIPTokenizer makes of odd prompts.

Run: python make_tokenizers.py  (needs transformers)
Folders: `tokenizer-tiny` is trained on a few lines and lacks most bytes and letters; its
special_tokens_map.json pads with "!" as Stable Diffusion 2 does. `tokenizer-single` holds the
same in one tokenizer.json, with further added tokens; `tokenizer-decoder` lists its special tokens
in the config, one of them looked for after lower-casing, as SDXL's tokenizers do. The bundled model's tokenizer is used as well.
"""
import json
import pathlib
import random
import shutil

from tokenizers import AddedToken, Tokenizer, models, pre_tokenizers, trainers
from transformers import CLIPTokenizer

HERE = pathlib.Path(__file__).parent
BUNDLED = HERE.parents[2] / "Models" / "maquette-depth" / "tokenizer"
CORPUS = [
    "a red wooden chair in a small room with a blue wall",
    "the doll's house has two floors, four rooms, a roof and stairs",
    "white plaster, dark oak floor, brick facade at golden hour",
    "it's 1920's wallpaper! we're painting, they've painted, i'm not, he'll, she'd, don't",
]
START, END = "<|startoftext|>", "<|endoftext|>"

WRITTEN = [
    "", " ", "a", "A RED Chair", "a red wooden chair", "a  red\t\twooden\n\nchair ", "  leading and trailing  ",
    "the doll's house", "it's, we're, they've, I'm, he'll, she'd, don't", "IT'S WE'RE THEY'VE I'M HE'LL SHE'D DON'T",
    "'s 't 're 've 'm 'll 'd", "''s '''re x''ll", "rock'n'roll o'clock 'twas", "it\u2019s curly", "!", "!!", "wow!", "wow! !wow !!! a!b",
    "room 101", "1920s", "3.14159", "12,345.67", "1st 2nd 3rd", "\u00bd \u00b2 \u2163 \u0663\u0664 \uff11\uff12 \u4e94",
    "caf\u00e9", "cafe\u0301", "\u00c9COLE \u00c5ngstr\u00f6m \u212b", "na\u00efve fa\u00e7ade, \u017a\u00f3\u0142ty",
    "Stra\u00dfe STRASSE \u1e9e", "\u0130stanbul I\u0131i", "\u03a3\u0399\u03a3\u03a5\u03a6\u039f\u03a3 \u03c3\u03c2", "\ufb01ne \ufb02oor",
    "\u0434\u043e\u043c \u041a\u0423\u041a\u041b\u042b", "\u4eba\u5f62\u306e\u5bb6", "\uc778\ud615\uc758 \uc9d1", "\u0627\u0644\u0628\u064a\u062a", "\u0939\u093f\u0928\u094d\u0926\u0940", "\u0e1a\u0e49\u0e32\u0e19",
    "\u1112\u1161\u11ab", "e\u0323\u0307 e\u0307\u0323", "\U0001f3e0", "\U0001f3e0\U0001f3e1 house", "a\U0001f469\u200d\U0001f469\u200d\U0001f467b", "\U0001f1e9\U0001f1ea flag", "\u263a\ufe0f x",
    "\U0001d49c\U0001d7d9 math", "a\u200bb", "a\u00a0b", "a\u3000b\u2003c", "a\u0085b\u2028c", "a\ufeffb", "a\u00adb", "\x00", "a\x07b\x7fc", "\u0301accent first",
    "<|startoftext|>", "<|endoftext|>", "a <|endoftext|> b", "a<|endoftext|>b", "<|ENDOFTEXT|>", "a <|STARTOFTEXT|>b", "<|endoftext|", "<<|endoftext|>>",
    "<|endoftext|><|startoftext|>!!", "< |endoftext| >", "(red:1.3) [blue] {green|yellow}", "--ar 16:9 #tag @name", "a_b-c/d\\e",
    "\"quoted\" \u201cquoted\u201d \u00abquoted\u00bb", "...", "\u2026 \u2014 \u2013", "\u20ac100 \u00a35 $7 50%", "x\u00b2+y\u00b2=z\u00b2", "C++ C# .NET", "a,b;c:d.e?f!g",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "woodenwoodenwooden", "the the the the", "http://example.org/?q=a&b=c", "\t\r\n\x0b\x0c",
    "Photorealistic, 8K, UHD, masterpiece", "<mask> <pad> [CLS] a<MASK>b", "wall <MASK> <mask>", "a \u0345 b", "\u01c5 \u01c8 \u01cb",
]


def made_up(count):
    """Prompts strung together from words, odd letters and punctuation."""
    picker = random.Random(11)
    words = " ".join(CORPUS).split()
    alphabet = list("abcXYZ019 !?'.,<>|") + ["\u00e9", "e\u0301", "\u00df", "\u4e2d", "\U0001f600", "\u200d", "  ", "'s", "'LL", "\u0130", "\u03a3", "\u00a0", "\u0660", "\u2167"]
    prompts = []
    for index in range(count):
        if index % 2:
            prompts.append("".join(picker.choice(alphabet) for _ in range(picker.randint(1, 40))))
        else:
            some = [picker.choice(words) for _ in range(picker.randint(1, 30))]
            prompts.append(picker.choice([" ", "  ", ", ", "! "]).join(w.upper() if picker.random() < 0.2 else w for w in some))
    prompts.append(" ".join(words * 3))
    prompts.append("photograph " * 90)
    prompts.append("\U0001f3e0" * 60)
    return prompts


def train(folder):
    folder.mkdir()
    bpe = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    trainer = trainers.BpeTrainer(vocab_size=180, end_of_word_suffix="</w>", show_progress=False)
    bpe.train_from_iterator([line.replace(" ", "\n") .split("\n") for line in CORPUS], trainer)
    model = json.loads(bpe.to_str())["model"]
    tokens = sorted(model["vocab"], key=model["vocab"].get)
    tokens = ["!"] + [t for t in tokens if t != "!"]
    # A few bytes of accented letters and emoji are known, the others are not.
    tokens += [t for c in "\u00c3\u00a9\u00f0\u0141" for t in (c, c + "</w>") if t not in tokens]
    tokens += [START, END]
    (folder / "vocab.json").write_text(json.dumps({t: i for i, t in enumerate(tokens)}, ensure_ascii=False))
    merges = ["#version: 0.2"] + [" ".join(m) for m in model["merges"]]
    (folder / "merges.txt").write_text("\n".join(merges) + "\n")
    special = {"bos_token": START, "eos_token": END, "unk_token": END, "pad_token": "!"}
    (folder / "special_tokens_map.json").write_text(json.dumps(special, indent=1))
    config = {"model_max_length": 77, "pad_token": END, "do_lower_case": True, "tokenizer_class": "CLIPTokenizer",
              "bos_token": {"content": START, "lstrip": False, "normalized": True, "rstrip": False, "single_word": False, "__type": "AddedToken"}}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=1))


def derive(folder):
    """The same vocabulary in two other forms."""
    tokens = json.loads((folder / "vocab.json").read_text())
    config = json.loads((folder / "tokenizer_config.json").read_text())
    listed = HERE / "tokenizer-decoder"
    shutil.rmtree(listed, ignore_errors=True)
    shutil.copytree(folder, listed)
    flags = {"lstrip": False, "rstrip": False, "single_word": False, "special": True}
    config["added_tokens_decoder"] = {
        str(tokens[t]): {"content": t, "normalized": t == START, **flags} for t in ("!", START, END)}
    (listed / "tokenizer_config.json").write_text(json.dumps(config, indent=1))

    single = HERE / "tokenizer-single"
    shutil.rmtree(single, ignore_errors=True)
    tokenizer = CLIPTokenizer.from_pretrained(folder)
    tokenizer.add_tokens([AddedToken("<MASK>", normalized=False), AddedToken("wall <mask>", normalized=True)])
    tokenizer.save_pretrained(single)


def main():
    # Training breaks ties at random, so a vocabulary that is there is kept.
    tiny = HERE / "tokenizer-tiny"
    if not tiny.exists():
        train(tiny)
    derive(tiny)
    prompts = WRITTEN + made_up(200)
    result = {"prompts": prompts, "tokenizers": {}}
    for name, folder in [("bundled", BUNDLED), ("tiny", HERE / "tokenizer-tiny"), ("single", HERE / "tokenizer-single"),
                         ("decoder", HERE / "tokenizer-decoder")]:
        tokenizer = CLIPTokenizer.from_pretrained(folder)
        rows, cut = [], []
        for prompt in prompts:
            full = tokenizer(prompt).input_ids
            padded = tokenizer(prompt, padding="max_length", max_length=77, truncation=True).input_ids
            assert len(padded) == 77
            rows.append(full if len(full) <= 77 else padded)
            cut.append(len(full) - 77 if len(full) > 77 else 0)
        result["tokenizers"][name] = {"pad": tokenizer.pad_token_id, "tokens": rows, "cut": cut}
    (HERE / "tokenizers.json").write_text(json.dumps(result, separators=(",", ":")))


main()
