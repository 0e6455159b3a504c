"""Trains a byte-level BPE tokenizer in CLIP's format on captions and on the words people may type."""

import collections
import json
import os
import re

import numpy as np

from . import captions, scenes
from .scenes.lighting import TIMES
from .scenes.palette import COLOURS, WOODS
from .scenes.rooms import ROOM_NAMES

WORD = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[a-z]+|[0-9]|[^\sa-z0-9]+")  # CLIP's pattern, for lower-case ASCII
START, END = "<|startoftext|>", "<|endoftext|>"
EXTRA_WORD_COUNT = 20  # as if each extra word had been seen this often
EXTRA_WORDS = """a an the of with and in on at to for by from is are room rooms house houses interior exterior inside outside facade
front view scene building architecture architectural furniture window windows door doors ceiling floor floors wall walls roof roofs
sky sun moon light lights lighting shadow shadows dark bright warm cold cool colour color colorful colourful texture textures
material materials old new luxury luxurious minimal minimalist scandinavian industrial victorian gothic medieval fantasy art deco
baroque japanese farmhouse loft hall hallway corridor attic basement garage garden terrace balcony stairs staircase table chair lamp
bed sofa desk rug mirror picture painting frame plant plants kitchen brass gold golden silver copper bronze iron steel glass ceramic
porcelain paper wallpaper painted fabric cotton wool silk fur rustic style realistic detailed quality high best render rendering
illustration drawing sharp soft natural winter summer autumn spring rain snow fog no not without blurry"""


def byte_symbols():
    """A printable character for each byte, as GPT-2 and CLIP assign them."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    symbols = {byte: chr(byte) for byte in printable}
    for byte in range(256):
        if byte not in symbols:
            symbols[byte] = chr(256 + len(symbols) - len(printable))
    ordered = printable + [byte for byte in range(256) if byte not in printable]
    return {byte: symbols[byte] for byte in ordered}


def _count_words(texts):
    words = collections.Counter()
    for text in texts:
        words.update(WORD.findall(text.lower()))
    vocabulary = [EXTRA_WORDS, *(" ".join(words) for _, words in COLOURS.values()), *(" ".join(wood[2]) for wood in WOODS.values()),
                  *(" ".join(names) for names in ROOM_NAMES.values()), *(" ".join(time.phrases) for time in TIMES.values()),
                  *(" ".join(phrases) for _, phrases in captions.STYLES.values()), " ".join(captions.ADJECTIVES)]
    for text in vocabulary:
        for word in re.findall(r"[a-z]+|[0-9]", text.lower()):
            words[word] += EXTRA_WORD_COUNT
    return words


def _merged(symbols, left, right):
    result, index = [], 0
    while index < len(symbols):
        if symbols[index : index + 2] == [left, right]:
            result.append(left + right)
            index += 2
        else:
            result.append(symbols[index])
            index += 1
    return result


def learn_merges(words, count):
    """The `count` most useful pairs, each found among the symbols left by those before it."""
    letters = byte_symbols()
    spelled = {}
    for word in words:
        symbols = [letters[byte] for byte in word.encode()]
        symbols[-1] += "</w>"
        spelled[word] = symbols
    merges = []
    while len(merges) < count:
        pairs = collections.Counter()
        for word, symbols in spelled.items():
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += words[word]
        if not pairs:
            break
        left, right = max(pairs, key=lambda pair: (pairs[pair], pair))
        merges.append((left, right))
        for word, symbols in spelled.items():
            if len(symbols) > 1:
                spelled[word] = _merged(symbols, left, right)
    return merges


def train(folder, scene_count=1200, merge_count=1500, seed=10_000_000):
    """Writes a tokenizer folder for CLIPTokenizer, from captions of scenes that are composed but not rendered."""
    texts = []
    styles = list(captions.STYLES)
    for index in range(scene_count):
        random = np.random.default_rng(seed + index)
        scene = scenes.compose(random)
        texts += [captions.caption(scene.parts, styles[index % len(styles)], random) for _ in range(8)]
    merges = learn_merges(_count_words(texts), merge_count)
    symbols = list(byte_symbols().values())
    entries = [*symbols, *(symbol + "</w>" for symbol in symbols), *(left + right for left, right in merges), START, END]
    vocabulary = {entry: index for index, entry in enumerate(dict.fromkeys(entries))}
    _write(folder, vocabulary, merges)


def _write(folder, vocabulary, merges):
    os.makedirs(folder, exist_ok=True)
    with open(f"{folder}/vocab.json", "w", encoding="utf-8") as file:
        json.dump(vocabulary, file, ensure_ascii=False)
    with open(f"{folder}/merges.txt", "w", encoding="utf-8") as file:
        file.write("#version: 0.2\n" + "".join(f"{left} {right}\n" for left, right in merges))

    def added(content):
        return {"content": content, "lstrip": False, "normalized": True, "rstrip": False, "single_word": False, "__type": "AddedToken"}

    configuration = {
        "add_prefix_space": False, "bos_token": added(START), "eos_token": added(END), "unk_token": added(END), "pad_token": END,
        "do_lower_case": True, "errors": "replace", "model_max_length": 77, "tokenizer_class": "CLIPTokenizer",
    }
    special = {"bos_token": START, "eos_token": END, "unk_token": END, "pad_token": END}
    for name, content in (("tokenizer_config.json", configuration), ("special_tokens_map.json", special)):
        with open(f"{folder}/{name}", "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
