"""Writes weighted-prompts.json: hidden states of chunked and weighted prompts, put together from what
transformers' text encoder of tiny-depth makes of each chunk.

Run: python make_weighted_prompts.py  (needs torch, transformers; tiny-depth must exist)
"""
import json
import pathlib

import torch
from transformers import CLIPTextModel, CLIPTokenizer

HERE = pathlib.Path(__file__).parent
LENGTH = 77
# Each prompt as its author writes it, and as words with weights.
PROMPTS = {
    "a red wooden chair": [("a red wooden chair", 1)],
    "a (red wooden:1.3) chair": [("a", 1), ("red wooden", 1.3), ("chair", 1)],
    "(a (blue:2) wall:0.5), dark": [("a", 0.5), ("blue", 1.0), ("wall", 0.5), (", dark", 1)],
    "(room:0) floor": [("room", 0), ("floor", 1)],
    "wooden room " * 60 + "(dark:1.5)": [("wooden room " * 60, 1), ("dark", 1.5)],
}


def main():
    tokenizer = CLIPTokenizer.from_pretrained(HERE / "tiny-depth/tokenizer")
    encoder = CLIPTextModel.from_pretrained(HERE / "tiny-depth/text_encoder", dtype=torch.float32)

    def words(text):
        return [tokenizer(word, add_special_tokens=False).input_ids for word in text.replace(",", " ,").split()]

    def states(tokens):
        row = [tokenizer.bos_token_id] + tokens + [tokenizer.eos_token_id]
        row += [tokenizer.pad_token_id] * (LENGTH - len(row))
        with torch.no_grad():
            return encoder(torch.tensor([row])).last_hidden_state[0]

    result = []
    for prompt, pieces in PROMPTS.items():
        chunks = [[]]
        for text, weight in pieces:
            for word in words(text):
                if len(chunks[-1]) + len(word) > LENGTH - 2:
                    chunks.append([])
                chunks[-1] += [(token, weight) for token in word]
        parts = []
        for chunk in chunks:
            part, empty = states([token for token, _ in chunk]), states([])
            for place, (_, weight) in enumerate(chunk, start=1):
                part[place] = empty[place] + weight * (part[place] - empty[place])
            parts.append(part)
        whole = torch.cat(parts)
        picks = [0, 1, 2, 3, 4, 5, 6, 76, len(whole) - 77, len(whole) - 70, len(whole) - 1]
        result.append({"prompt": prompt, "count": len(whole), "rows": {str(i): [round(float(v), 6) for v in whole[i]] for i in picks}})
    (HERE / "weighted-prompts.json").write_text(json.dumps(result, separators=(",", ":")))


main()
