"""Run with `python -m unittest tests.test_training` in Models/training."""

import json
import os
import pathlib
import re
import tempfile
import time
import types
import unittest
from dataclasses import replace
from datetime import datetime

import numpy as np
import torch
from diffusers import StableDiffusionDepth2ImgPipeline
from transformers import CLIPTokenizer

from training import (
    arrangement, autoencoder, batches, captions, card, checkpoints, crops, dataset, denoiser, export, latents, networks, painter, schedule, scenes,
    settings, tokenizer,
)
from training.scenes import brush, materials
from training.scenes.lighting import TIMES
from training.scenes.palette import COLOURS, WOODS, linear
from training.scenes.scene import Scene


def wall_scene(distance, turn=0.0):
    """A red wall across the whole view."""
    scene = Scene(np.random.default_rng(1))
    scene.time = TIMES["overcast"]
    scene.begin()
    scene.box(0, -50, 0, 100, 100, 2, scene.plain(linear("b5261f")), turn=turn)
    scene.flush()
    scene.look((0, 0, 1 + distance), (0, 0, 0), 0.5)
    scene.sun, scene.backdrop, scene.seed = np.array([0.0, 1.0, 0.0]), None, 1
    scene.clouds, scene.contrast, scene.exposure = 0.0, 0.2, 1.0
    return scene


class Vocabulary:
    """Stands in for a tokenizer of 2000 entries."""

    bos_token_id, eos_token_id, pad_token_id = 1998, 1999, 1999

    def __len__(self):
        return 2000


class Rendering(unittest.TestCase):
    def test_depth_is_the_distance_along_the_view_axis(self):
        rendering = scenes.render(wall_scene(4.0), 32)
        np.testing.assert_allclose(rendering.depth, 4.0, rtol=1e-5)
        np.testing.assert_allclose(rendering.disparity, 0.25, rtol=1e-5)

    def test_the_background_stands_one_step_behind_the_farthest_surface(self):
        depth = np.array([[2.0, 4.0, 0.0]], np.float32)
        rendering = scenes.Rendering(None, depth, None, None)
        np.testing.assert_allclose(rendering.disparity, [[0.5, 0.25, 0.25 - 0.25 * 0.25]])
        rendering = scenes.Rendering(None, np.array([[1.0, 10.0, 0.0]], np.float32), None, None)
        np.testing.assert_allclose(rendering.disparity, [[1.0, 0.1, 0.0]])  # never behind infinity

    def test_depth_of_a_turned_wall_matches_the_plane(self):
        turn = 0.3
        rendering = scenes.render(wall_scene(4.0, turn), 32)
        x = ((np.arange(32) + 0.25) / 32 * 2 - 1) * 0.5  # the first of the 2x2 samples
        normal = np.array([-np.sin(turn), np.cos(turn)])
        expected = (5 * normal[1] - 1) / (normal[1] - normal[0] * x)
        np.testing.assert_allclose(rendering.depth[16], expected, rtol=1e-4)

    def test_colours_keep_their_hue(self):
        red, green, blue = scenes.render(wall_scene(4.0), 32).rgb.mean((0, 1))
        self.assertGreater(red, 1.8 * max(green, blue))

    @staticmethod
    def scale(distance, pattern="BRICK", turn=0.0, size=512, indoors=False):
        """By how much a pattern of scale 1 is enlarged on a wall, and the metres that a pixel spans there."""
        scene = wall_scene(distance, turn)
        scene.interior = indoors
        rows = np.stack([materials.material(scene.choose, pattern, (0.5, 0.1, 0.1), (0.6, 0.6, 0.5))])
        seen = brush.sight(scene, scenes.render(scene, 32, scene.materials), 1, size)
        return brush.enlarge(scene, rows, seen)[0, 7], seen.pixel[0]

    def test_patterns_are_as_large_as_a_broad_brush_can_paint(self):
        self.assertEqual(self.scale(1.0)[0], 1)  # courses of 0.08 m are 41 pixels high
        self.assertEqual(self.scale(20.0, "PLAIN")[0], 1)
        for size in (256, 512):
            enlarged, pixel = self.scale(4.0, size=size)
            self.assertAlmostEqual(pixel, 4 / size, 5)
            self.assertGreaterEqual(0.08 * enlarged / pixel, brush.CELL * brush.LEAST_CELLS[0] - 1e-3)
            self.assertLessEqual(0.08 * enlarged / pixel, brush.CELL * brush.LEAST_CELLS[1] + 1e-3)
        self.assertEqual(self.scale(40.0)[0], brush.MOST_ENLARGED)
        self.assertAlmostEqual(0.2 * self.scale(70.0, "TILES", indoors=True)[0], brush.WIDEST_INDOORS, 5)

    def test_patterns_grow_where_a_surface_is_seen_at_a_glance(self):
        straight, near = self.scale(6.0)
        turned, far = self.scale(6.0, turn=1.1)
        self.assertAlmostEqual(turned / far, straight / near / np.cos(1.1) ** brush.FORESHORTENING, delta=0.06 * turned / far)

    def test_floorboards_run_away_from_the_viewer(self):
        for index in range(3):
            scene = scenes.compose(np.random.default_rng(index), "room")
            floor = scene.add_surface("floor", materials.floor(scene.choose, ["planks"]))
            rows = np.stack(scene.materials).astype(np.float32)
            unseen = brush.Sight(np.full(len(rows), np.nan), np.full(len(rows), np.nan))
            along_z = abs(scene.camera.forward[2]) > abs(scene.camera.forward[0])
            self.assertEqual(brush.enlarge(scene, rows, unseen)[floor, 10], float(along_z))

    def test_a_seed_always_gives_the_same_picture(self):
        first, second = dataset.make_example(7, 64), dataset.make_example(7, 64)
        np.testing.assert_array_equal(first.rgb, second.rgb)
        self.assertEqual(first.scene.parts, second.scene.parts)

    def test_every_family_renders(self):
        for family in scenes.FAMILIES:
            for index in range(4):
                example = dataset.make_example(index, 64, family)
                self.assertEqual(example.scene.family, family)
                self.assertGreater((example.rendering.depth > 0).mean(), dataset.LEAST_COVER)
                self.assertTrue(np.isfinite(example.rendering.depth).all())


class Captions(unittest.TestCase):
    PARTS = [[4.0, ["house"], None], [3.0, ["red brick walls"], "facade"], [2.5, ["black roof"], "roof"], [0.5, ["hedge"], None]]

    def test_captions_say_only_what_is_there(self):
        random = np.random.default_rng(3)
        known = {"house", "red brick walls", "black roof", "hedge"}
        for _ in range(200):
            text = captions.caption(self.PARTS, "photo", random, [0, 0, 0.3, 0.2, 0])
            for style in sorted(captions.STYLES["photo"][1], key=len, reverse=True):  # "photorealistic" before "realistic"
                text = text.replace(f", {style}", "").replace(f"{style}, ", "").replace(f"{style} of ", "")
            for phrase in text.replace(" with ", ", ").split(", "):
                self.assertTrue(any(phrase.endswith(name) for name in known), text)

    @staticmethod
    def colour_words(text, pattern):
        """The colours and woods that a phrase names, each as the linear colours that it may stand for."""
        named = {}
        for srgb, words in (*COLOURS.values(), *((light, words) for light, _, words in WOODS.values())):
            for word in words:
                named.setdefault(word, []).append(linear(srgb))
        if pattern == materials.PATTERN_INDEX["BRICK"]:
            named = {}
            for word, brick, _ in (*materials.WALL_BRICKS, *materials.FACADE_BRICKS):
                named.setdefault(word, []).append(linear(brick))
        for generic in ("wood", "wooden"):
            named.pop(generic, None)
        longest_first = "|".join(sorted(map(re.escape, named), key=len, reverse=True))
        return [named[word] for word in re.findall(rf"\b({longest_first})\b", text)]

    @staticmethod
    def is_shade_of(colour, named):
        """Whether a colour is another one, up to brightness and a little hue."""
        brightness = colour @ named / (named @ named)
        return 0.4 < brightness < 1.7 and np.linalg.norm(colour - brightness * named) < 0.1 * np.linalg.norm(colour)

    def assert_colours_are_true(self, phrases, row):
        colours = (row[1:4].astype(float), row[4:7].astype(float))
        for phrase in phrases:
            for meanings in self.colour_words(phrase, row[0]):
                self.assertTrue(any(self.is_shade_of(colour, named) for colour in colours for named in meanings), (phrase, colours))

    def test_colours_are_those_of_the_surfaces_named(self):
        for index in range(200):
            scene = scenes.compose(np.random.default_rng(index))
            for _, phrases, surface in scene.parts:
                if surface not in ("floor", "wall", "facade", "roof"):  # lawns are no green of the palette
                    continue
                indices = scene.surface_materials[surface]
                self.assertTrue({solid.material for solid in scene.solids} & set(indices), (index, surface))
                for row in (scene.materials[material] for material in indices):
                    np.testing.assert_array_equal(row, scene.surface_rows[surface])
                    self.assert_colours_are_true(phrases, row)

    def test_colours_of_doors_are_those_of_all_doors_in_the_picture(self):
        several = 0
        for index in range(60):
            scene = scenes.compose(np.random.default_rng(index), "facade")
            leaves = {solid.material for solid in scene.solids if np.allclose(solid[4:7], (0.46, 1.01, 0.03))}
            rows = [scene.materials[material] for material in leaves]
            phrases = [phrase for _, phrases, _ in scene.parts for phrase in phrases if re.search(r"\bdoors?\b", phrase)]
            if "doors in different colours" in phrases:
                several += 1
                self.assertGreater(len(rows), 2)
                self.assertGreater(np.ptp(np.stack(rows)[:, 1:4], 0).max(), 0.01)
            else:
                for row in rows:
                    self.assert_colours_are_true(phrases, row)
        self.assertGreater(several, 3)

    def test_what_covers_most_is_named_most(self):
        random = np.random.default_rng(4)
        texts = [captions.caption(self.PARTS, "photo", random, [0, 0, 0.4, 0.001, 0]) for _ in range(400)]
        self.assertGreater(sum("brick" in text for text in texts), 2 * sum("roof" in text for text in texts))

    def test_the_tokenizer_is_read_by_transformers_and_loses_nothing(self):
        with tempfile.TemporaryDirectory() as folder:
            tokenizer.train(folder, scene_count=6, merge_count=120)
            read = CLIPTokenizer.from_pretrained(folder)
            ids = read("a red brick doll's house, 3 blue walls!").input_ids
            self.assertEqual((ids[0], ids[-1]), (read.bos_token_id, read.eos_token_id))
            self.assertEqual(read.decode(ids[1:-1]).replace(" ", ""), "aredbrickdoll'shouse,3bluewalls!")


class Conditioning(unittest.TestCase):
    def test_it_is_what_diffusers_makes_of_a_depth_map(self):
        inverse = torch.rand(2, 64, 64, generator=torch.Generator().manual_seed(2))
        pipeline = types.SimpleNamespace(vae_scale_factor=8)
        theirs = StableDiffusionDepth2ImgPipeline.prepare_depth_map(pipeline, torch.zeros(2, 3, 64, 64), inverse, 2, False, torch.float32, torch.device("cpu"))
        torch.testing.assert_close(latents.conditioning(inverse, 8)[:, None], theirs)

    def test_velocity_and_noisy_latent_give_the_latent_back(self):
        latent, noise = torch.randn(2, 3, 4, 8, 8, generator=torch.Generator().manual_seed(5))
        signal = networks.build_scheduler().alphas_cumprod[[10, 500, 999]]
        noisy, velocity = denoiser.diffuse(latent, noise, signal)
        share = signal.view(-1, 1, 1, 1)
        torch.testing.assert_close(share.sqrt() * noisy - (1 - share).sqrt() * velocity, latent, rtol=1e-4, atol=1e-4)
        self.assertEqual(signal[2].item(), 0.0)  # the last step is pure noise


class Latents(unittest.TestCase):
    SIZE = settings.PRESETS["rehearsal"].size

    def pictures(self):
        cells = torch.rand(4, 3, 8, 8, generator=torch.Generator().manual_seed(6)) * 2 - 1
        return torch.nn.functional.interpolate(cells, scale_factor=8, mode="bilinear")

    def test_colours_of_a_plain_picture_are_brightness_and_chroma(self):
        red = torch.tensor([0.5, -0.5, -0.3]).view(1, 3, 1, 1).expand(1, 3, 16, 16)
        brightness, red_to_blue, green_to_purple = latents.colours(red)[0].movedim(0, -1)[1, 1].tolist()
        means, deviations = latents.COLOUR_MEANS, latents.COLOUR_DEVIATIONS
        self.assertAlmostEqual(brightness, (-0.1 - means[0]) / deviations[0], places=5)
        self.assertAlmostEqual(red_to_blue, (0.8 - means[1]) / deviations[1], places=5)
        self.assertAlmostEqual(green_to_purple, (-0.6 - means[2]) / deviations[2], places=5)

    @torch.no_grad()
    def test_arranging_latents_changes_no_decoded_picture(self):
        torch.manual_seed(7)
        model, pictures = networks.build_autoencoder(self.SIZE).eval(), self.pictures()
        before = model.decode(model.encode(pictures).latent_dist.mean).sample
        arrangement.arrange_latents(model, pictures)
        torch.testing.assert_close(model.decode(model.encode(pictures).latent_dist.mean).sample, before, rtol=1e-3, atol=1e-3)

    @torch.no_grad()
    def test_arranged_latents_are_colours_and_independent_details(self):
        torch.manual_seed(8)
        model, pictures = networks.build_autoencoder(self.SIZE).eval(), self.pictures()
        colours = latents.colours(pictures)
        arrangement.arrange_latents(model, pictures)
        arranged = model.encode(pictures).latent_dist.mean
        rows = arranged.movedim(1, -1).flatten(0, 2)
        covariance = torch.cov(rows.T)
        expected = arrangement.DETAIL_DEVIATION**2 * torch.eye(self.SIZE.latent_channels - 3)
        torch.testing.assert_close(covariance[3:, 3:], expected, rtol=0.02, atol=0.01)
        torch.testing.assert_close(covariance[:3, 3:], torch.zeros(3, self.SIZE.latent_channels - 3), rtol=0, atol=0.01)
        unexplained = (arranged[:, :3] - colours).square().mean() / colours.var()
        self.assertLess(unexplained.item(), 1.0)  # even a random encoder knows something of colours

    def test_thumbnails_are_the_colours_of_an_eighth_of_the_size(self):
        picture = np.full((2, 64, 64, 3), 200, np.uint8)
        thumbnails = batches.thumbnails(picture, 8)
        self.assertEqual(thumbnails.shape, (2, 8, 2, 2))  # of pictures of half size
        self.assertEqual(np.abs(thumbnails[:, 3:]).max(), 0)
        np.testing.assert_allclose(thumbnails[0, :3, 0, 0], latents.colours(latents.to_tensor(picture))[0, :, 0, 0], atol=1e-3)

    def test_a_settled_autoencoder_keeps_its_encoder_as_an_anchor(self):
        model = networks.build_autoencoder(settings.PRESETS["rehearsal"].size).eval()
        pictures = torch.rand(2, 3, 32, 32) * 2 - 1
        self.assertIsNone(autoencoder._settled_encoder(model, None))
        self.assertIsNone(autoencoder._settled_encoder(model, {"phase": "autoencoder"}))
        anchor = autoencoder._settled_encoder(model, {"phase": "settled"})
        before = model.encode(pictures).latent_dist.mean
        torch.testing.assert_close(anchor(pictures), before)
        with torch.no_grad():
            model.quant_conv.bias += 1
        torch.testing.assert_close(anchor(pictures), before)  # goes on alone
        again = autoencoder._settled_encoder(model, {"phase": "autoencoder", "settled": anchor.state_dict()})
        torch.testing.assert_close(again(pictures), before)  # and is found in a checkpoint

    def test_denoised_crops_belong_to_their_pictures(self):
        with tempfile.TemporaryDirectory() as folder:
            latent = np.arange(2 * 4 * 4, dtype=np.float16).reshape(2, 1, 4, 4)
            pictures = np.repeat(np.kron(latent, np.ones((8, 8))).astype(np.uint8)[:, 0, ..., None], 3, -1)
            np.savez(f"{folder}/0.npz", latents=latent, rgb=pictures)
            source = crops.DenoisedSource(folder, np.random.default_rng(1), 16)
            found, cut = source.batch(20)
        self.assertEqual((found.shape, cut.shape), ((20, 1, 2, 2), (20, 16, 16, 3)))
        np.testing.assert_array_equal(cut[:, ::8, ::8, 0], found[:, 0].numpy())


class Export(unittest.TestCase):
    """A run of random weights, exported."""

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.scratch.cleanup)
        cls.run_folder, cls.folder = f"{cls.scratch.name}/run", f"{cls.scratch.name}/model"
        cls.settings = settings.PRESETS["rehearsal"]
        for folder in ("pictures", "small"):
            os.makedirs(f"{cls.run_folder}/{folder}")
            np.savez(f"{cls.run_folder}/{folder}/0.npz", seeds=np.arange(5))
        tokenizer.train(f"{cls.run_folder}/tokenizer", scene_count=1, merge_count=5)
        cls.tokenizer = CLIPTokenizer.from_pretrained(f"{cls.run_folder}/tokenizer")
        torch.manual_seed(10)
        model = denoiser.Model(cls.settings, cls.tokenizer)
        checkpoints.save({"average": {"values": list(model.parameters())}, "samples": 7}, f"{cls.run_folder}/denoiser.pt")
        vae = networks.build_autoencoder(cls.settings.size)
        checkpoints.save({"phase": "settled", "model": vae.state_dict()}, f"{cls.run_folder}/autoencoder.pt")
        export.export(cls.settings, cls.run_folder, cls.tokenizer, cls.folder)

    @torch.no_grad()
    def test_diffusers_computes_what_was_exported(self):
        theirs = painter.load(self.folder)
        ours = denoiser.Model(self.settings, self.tokenizer)
        networks.load_weights(ours.denoiser, f"{self.folder}/unet")
        networks.load_weights(ours.text, f"{self.folder}/text_encoder", "model.safetensors")
        vae = networks.build_autoencoder(self.settings.size)
        networks.load_weights(vae, f"{self.folder}/vae")
        tokens = self.tokenizer(["a red house"], padding="max_length", max_length=networks.MAXIMUM_TOKENS, return_tensors="pt").input_ids
        states = theirs.text_encoder(tokens)[0]
        torch.testing.assert_close(ours.text(tokens).last_hidden_state, states, rtol=1e-4, atol=1e-4)
        given = torch.randn(1, self.settings.size.latent_channels + 1, 8, 8)
        timesteps = torch.tensor([500])
        predicted = ours(given[:, :-1], given[:, -1:], timesteps, tokens)
        torch.testing.assert_close(theirs.unet(given, timesteps, states).sample, predicted, rtol=1e-4, atol=1e-4)
        picture = torch.rand(1, 3, 16, 16) * 2 - 1
        latent = vae.encode(picture).latent_dist.mean
        torch.testing.assert_close(theirs.vae.encode(picture).latent_dist.mean, latent, rtol=1e-4, atol=1e-4)
        torch.testing.assert_close(theirs.vae.decode(latent).sample, vae.decode(latent).sample, rtol=1e-4, atol=1e-4)

    def test_the_card_counts_what_the_model_before_has_seen(self):
        before = json.loads(pathlib.Path(self.folder, card.DETAILS).read_text())
        self.assertEqual((before["samples"], before["pictures"]), (7, [[256, 5], [128, 5]]))
        again = f"{self.scratch.name}/again"
        export.export(replace(self.settings, start_from=self.folder), self.run_folder, self.tokenizer, again)
        text = pathlib.Path(again, "README.md").read_text()
        self.assertIn("(10 at 256 x 256 pixels, 10 at 128 x 128)", text)
        self.assertIn("saw 14 samples", text)


class DepthInput(unittest.TestCase):
    def denoiser(self):
        torch.manual_seed(9)
        return networks.build_denoiser(settings.PRESETS["rehearsal"].size)

    @torch.no_grad()
    def test_depth_finer_than_bfloat16_is_seen(self):
        first = self.denoiser().conv_in
        given = torch.zeros(2, first.in_channels, 4, 4)
        given[0, -1], given[1, -1] = 0.75, 0.751
        self.assertEqual(given.bfloat16()[0, -1, 0, 0], given.bfloat16()[1, -1, 0, 0])
        first.weight[:, -1] *= 100
        with torch.autocast("cpu", dtype=torch.bfloat16):
            found = first(given)
        self.assertEqual(found.dtype, torch.bfloat16)
        self.assertGreater((found[0] - found[1]).abs().max().item(), 0)

    def test_channels_of_depth_stay_free_of_noise(self):
        denoiser = self.denoiser()
        networks.dedicate_channels_to_depth(denoiser)
        networks.keep_depth_channels_pure(denoiser)
        optimizer = torch.optim.AdamW(denoiser.conv_in.parameters(), lr=0.1)
        before = denoiser.conv_in.weight.detach().clone()
        denoiser.conv_in(torch.randn(1, before.shape[1], 8, 8)).square().sum().backward()
        optimizer.step()
        weight, count = denoiser.conv_in.weight.detach(), networks.depth_channels(denoiser)
        self.assertEqual(weight[:count, :-1].abs().max().item(), 0)
        self.assertTrue((weight[:count, -1] != before[:count, -1]).any())
        self.assertTrue((weight[count:] != before[count:]).any())

    @torch.no_grad()
    def test_slopes_and_creases_have_channels_of_their_own(self):
        denoiser = self.denoiser()
        networks.dedicate_channels_to_depth(denoiser)
        given = torch.zeros(1, denoiser.conv_in.in_channels, 8, 8)
        given[0, -1] = (torch.arange(8) * 0.1)[None, :]  # rises to the right
        found = denoiser.conv_in(given)[0, : networks.depth_channels(denoiser), 4, 4] / networks.DEPTH_FILTER_GAIN
        torch.testing.assert_close(found, torch.tensor([0.2, 0, 0.2, -0.2, 0, 0, 0, 0]), atol=1e-5, rtol=0)

    def test_channels_of_depth_fill_whole_groups_of_the_first_norm(self):
        for name, plan in settings.PRESETS.items():
            with torch.device("meta"):
                denoiser = networks.build_denoiser(plan.size)
            first, norm = denoiser.conv_in, denoiser.down_blocks[0].resnets[0].norm1
            self.assertEqual(norm.num_channels, first.out_channels, name)
            count = networks.depth_channels(denoiser)
            self.assertEqual(count % (norm.num_channels // norm.num_groups), 0, name)
            self.assertGreaterEqual(count, 6, name)  # all slopes, and two creases at least
        self.assertEqual(networks.depth_channels(networks.build_denoiser(settings.PRESETS["cpu"].size)), 8)  # the bundled model's

    def test_the_background_is_told_from_a_far_wall(self):
        behind = np.full((16, 16), -0.93, np.float32)
        behind[4:12, 4:12] = np.linspace(-0.4, 1, 8)
        wall = np.full((16, 16), -1, np.float32)
        wall[8:] = np.linspace(-0.99, 1, 8)[:, None]  # with a floor that begins at its foot
        wall[:, :6] = np.linspace(1, -0.98, 6)
        found = latents.background(np.stack([behind, wall]))
        np.testing.assert_array_equal(found[0], behind == np.float32(-0.93))
        self.assertFalse(found[1].any())


class Schedules(unittest.TestCase):
    def test_a_time_of_the_clock_is_the_next_one(self):
        now = datetime(2026, 3, 1, 23, 10)
        self.assertEqual(schedule.next_time("23:40", now), datetime(2026, 3, 1, 23, 40))
        self.assertEqual(schedule.next_time("00:20", now), datetime(2026, 3, 2, 0, 20))

    def test_the_rate_warms_up_stays_and_cools(self):
        rates = [schedule.learning_rate(1.0, step, progress) for step, progress in ((0, 0.0), (500, 0.3), (900, 0.9), (999, 1.0))]
        self.assertLess(rates[0], 0.05)
        self.assertEqual(rates[1], 1.0)
        self.assertLess(rates[2], 0.4)
        self.assertAlmostEqual(rates[3], 0.03)

    def test_a_clock_that_is_told_when_to_end_expects_the_pace_so_far(self):
        with schedule.Clock(60, elapsed=100, until=time.time() + 50) as clock:
            clock._started -= 100
            clock.elapsed = 150  # 50 seconds in 100: half of the processor
            self.assertAlmostEqual(clock.tick(), 150 / (150 + 25), places=2)
            clock.until = time.time() - 1
            self.assertEqual(clock.tick(), 1.0)

    def test_averages_follow_and_swap(self):
        weight = torch.nn.Parameter(torch.zeros(3))
        average = schedule.WeightAverage([weight], longest=20)
        with torch.no_grad():
            weight.fill_(1.0)
        for _ in range(200):
            average.update()
        torch.testing.assert_close(average.values[0], torch.ones(3), atol=1e-3, rtol=0)
        with torch.no_grad():
            weight.fill_(5.0)
        average.swap()
        self.assertAlmostEqual(weight[0].item(), 1.0, places=3)
        average.swap()
        self.assertEqual(weight[0].item(), 5.0)

    def test_plans_fit_the_repository(self):
        for name, plan in settings.PRESETS.items():
            total = sum(networks.count_parameters(network) for network in (
                networks.build_autoencoder(plan.size), networks.build_denoiser(plan.size), networks.build_text_encoder(plan.size, Vocabulary())))
            self.assertLess(2 * total, 60e6, name)


if __name__ == "__main__":
    unittest.main()
