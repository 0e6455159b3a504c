"""Run with `python -m unittest tests.test_runs` in Models/training: how stages stop, go on, and stand on each other."""

import contextlib
import io
import os
import signal
import tempfile
import threading
import unittest
from dataclasses import replace
from unittest import mock

import torch
from transformers import CLIPTokenizer

from training import __main__ as command_line
from training import autoencoder, batches, checkpoints, dataset, denoiser, networks, parallel, settings, text_encoder
from training import processes, tokenizer
from training.interrupts import AGAIN
from training.stages import STAGES, Run
from training.streams import Stream, generator

from . import in_processes

REHEARSAL = settings.PRESETS["rehearsal"]


def command(*words):
    """The exit code and what is printed."""
    told, code = io.StringIO(), 0
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        try:
            command_line.main(words)
        except SystemExit as end:
            code = end.code
    return code, told.getvalue()


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def has(self, *stages):
        return [checkpoints.is_done(self.folder, stage) for stage in stages]


class Processes(Folder):
    def test_two_average_their_gradients_and_share_the_progress_of_the_first(self):
        parallel.train(in_processes.average, (self.folder,), 2, 10)
        for rank in (0, 1):
            first, second, progress = torch.load(f"{self.folder}/{rank}-0.pt")
            torch.testing.assert_close(first, torch.full((2, 3), 1.5))
            torch.testing.assert_close(second, torch.zeros(4))
            self.assertEqual(progress, 0.0)
            first, second, progress = torch.load(f"{self.folder}/{rank}-1.pt")
            torch.testing.assert_close(first, torch.full((2, 3), 15.0))
            torch.testing.assert_close(second, torch.full((4,), 5.0))
            self.assertEqual(progress, 0.25)

    def test_one_that_is_killed_ends_the_others(self):
        with self.assertRaises(SystemExit) as end:
            parallel.train(in_processes.fail, (), 2, 1)
        self.assertIn("killed by signal 9", end.exception.code)

    def test_a_signal_reaches_all_and_they_save(self):
        with self.assertRaises(KeyboardInterrupt):
            parallel.train(in_processes.stop, (os.getpid(), self.folder), 2, 1)
        self.assertEqual([os.path.exists(f"{self.folder}/{rank}.saved") for rank in (0, 1)], [True, True])


class Stopping(Folder):
    def test_a_stopped_stage_is_not_done_and_goes_on(self):
        tokenizer.train(f"{self.folder}/tokenizer", scene_count=6, merge_count=120)
        os.mkdir(f"{self.folder}/small")
        dataset._render_shard(f"{self.folder}/small/00500000.npz", 500_000, 6, 64)
        words = ("text", "--preset", "rehearsal", "--out", self.folder, "--processes", "1", "--minutes", "0.2")
        for stage in ("render", "text", "export"):
            checkpoints.mark_done(self.folder, stage)
        handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
        losses, loss = [], text_encoder.HeadStart.loss

        def loss_and_signal(trainer):
            losses.append(None)
            if len(losses) == 3:
                os.kill(os.getpid(), signal.SIGTERM)
            return loss(trainer)

        with mock.patch.object(text_encoder.HeadStart, "loss", loss_and_signal):
            code, told = command(*words)
        stopped = checkpoints.load(f"{self.folder}/{text_encoder.FILE}")
        self.assertEqual((code, len(losses), stopped["step"]), (AGAIN, 3, 2), told)
        self.assertEqual(self.has("render", "text", "export"), [True, False, False])
        self.assertEqual([signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)], handlers)

        begun, take_step = [], text_encoder.HeadStart.take_step

        def noted_step(trainer, progress):
            begun.append((trainer.step, trainer.clock.elapsed))
            return take_step(trainer, progress)

        with mock.patch.object(text_encoder.HeadStart, "take_step", noted_step):
            code, told = command(*words)
        finished = checkpoints.load(f"{self.folder}/{text_encoder.FILE}")
        self.assertEqual((code, self.has("text")), (0, [True]), told)
        self.assertIn("all is done", told)
        self.assertEqual(begun[0][0], 2)
        self.assertGreater(begun[0][1], stopped["elapsed"])
        self.assertEqual(len(finished["optimizer"]["state"]), len(stopped["optimizer"]["state"]))
        self.assertTrue(finished["complete"])

    def test_weights_alone_are_a_text_encoder_too(self):
        weights = {"embedding": torch.ones(2)}
        checkpoints.save(weights, f"{self.folder}/{text_encoder.FILE}")
        torch.testing.assert_close(text_encoder.stored_weights(self.folder), weights)
        checkpoints.save({"stage": "text", "model": weights}, f"{self.folder}/{text_encoder.FILE}")
        torch.testing.assert_close(text_encoder.stored_weights(self.folder), weights)

    def test_a_file_is_whole_or_not_there(self):
        with self.assertRaises(KeyboardInterrupt), checkpoints.whole(f"{self.folder}/a.txt") as beside:
            open(beside, "w").close()
            raise KeyboardInterrupt
        self.assertEqual(os.listdir(self.folder), [])

    def test_minutes_of_rendering_are_those_of_all_sessions(self):
        with open(f"{self.folder}/{dataset.TIME_FILE}", "w", encoding="utf-8") as file:
            file.write("61")
        with mock.patch.object(processes, "share", return_value=True) as share:
            self.assertTrue(dataset.render_shards(self.folder, 10, 64, 0, 1, minutes=1))
            share.assert_not_called()
            dataset.forget_time(self.folder)
            self.assertTrue(dataset.render_shards(self.folder, 10, 64, 0, 1, minutes=1))
            share.assert_called_once()
        self.assertFalse(dataset.render_shards(self.folder, 10, 64, 0, 1, minutes=1, deadline=1.0))

    def test_a_stage_done_again_makes_later_ones_undone(self):
        run = Run(REHEARSAL, self.folder)
        for stage in STAGES:
            checkpoints.mark_done(self.folder, stage)
        with mock.patch.object(Run, "fine"):
            run.perform("fine")
        self.assertEqual(self.has(*STAGES), [stage in STAGES[: STAGES.index("fine")] for stage in STAGES])
        with mock.patch.object(Run, "render"):
            run.perform("render")
        self.assertEqual(self.has(*STAGES[:4]), [True, False, True, False])  # all but the autoencoder

    def test_what_a_thread_prepares_reaches_the_training_or_ends(self):
        def failing():
            yield 1
            raise ValueError("broken shard")

        found = batches.Prefetched(failing(), lambda item: item + 1)
        self.assertEqual(next(found), 2)
        with self.assertRaisesRegex(ValueError, "broken shard"):
            next(found)
        found.close()
        before = threading.active_count()
        endless = batches.Prefetched(iter(int, 1), lambda item: item)
        self.assertEqual([next(endless) for _ in range(6)], [0] * 6)
        endless.close()
        self.assertEqual(threading.active_count(), before)


class StartModel(Folder):
    """A model to start from has latents that its denoiser knows, and a text encoder that knows words."""

    def setUp(self):
        super().setUp()
        torch.manual_seed(3)
        model, size = f"{self.folder}/model", REHEARSAL.size
        tokenizer.train(f"{model}/tokenizer", scene_count=6, merge_count=120)
        self.run_folder = f"{self.folder}/run"
        self.run = Run(replace(REHEARSAL, start_from=model, processes=1), self.run_folder)
        words = CLIPTokenizer.from_pretrained(f"{model}/tokenizer")
        self.parts = {
            "vae": networks.build_autoencoder(size), "unet": networks.build_denoiser(size),
            "text_encoder": networks.build_text_encoder(size, words),
        }
        for name, part in self.parts.items():
            part.half().save_pretrained(f"{model}/{name}")
            part.float()
        self.run.adopt_model()

    def assert_same(self, module, other):
        torch.testing.assert_close(dict(module.named_parameters()), dict(other.named_parameters()), rtol=0, atol=0)

    def test_it_keeps_latents_and_words_without_any_training(self):
        settings = self.run.settings
        autoencoder.settle(settings, self.run_folder)
        self.assert_same(autoencoder.finish(settings, self.run_folder), self.parts["vae"])
        model, _ = denoiser.finish(settings, self.run_folder, self.run.text_tokenizer)
        self.assert_same(model.text, self.parts["text_encoder"])
        self.assert_same(model.denoiser, self.parts["unet"])

    def test_a_training_of_it_is_anchored_and_its_latents_are_not_rearranged(self):
        settings = self.run.settings
        os.mkdir(f"{self.run_folder}/pictures")
        dataset._render_shard(f"{self.run_folder}/pictures/01000000.npz", 1_000_000, 16, 128)
        training = autoencoder.AutoencoderTrainer(parallel.Worker(), settings, self.run_folder, "autoencoder")
        anchor, start = training.settled.state_dict(), self.parts["vae"].state_dict()
        torch.testing.assert_close(anchor, {name: start[name] for name in anchor}, rtol=0, atol=0)
        training._save()
        os.mkdir(f"{self.run_folder}/latents")
        autoencoder.settle(settings, self.run_folder)
        self.assert_same(autoencoder.finish(settings, self.run_folder), self.parts["vae"])
        self.assertFalse(os.path.exists(f"{self.run_folder}/latents"))  # of the encoder before

    def test_stages_that_would_damage_it_are_left_out(self):
        words = ["all", "--out", self.run_folder, "--start-from", "model", "--skip", "evaluate"]
        stages = command_line.requested_stages(command_line.parse_arguments(words))
        self.assertEqual(stages, [stage for stage in STAGES if stage not in ("text", "thumbnail", "evaluate")])


class Command(Folder):
    def test_what_would_be_ignored_is_refused(self):
        for words in ("all --until 10:00", "fine --until 25:00", "encode --until 10:00", "all --skip render",
                      "fine --skip text", "all --model m", "thumbnail --start-from m"):
            code, told = command(*words.split(), "--out", self.folder)
            self.assertEqual(code, 2, words)
            self.assertIn("error: ", told)

    def test_another_model_is_measured_beside_the_run(self):
        with mock.patch.object(Run, "_measure") as measure:
            code, told = command("evaluate", "--out", self.folder, "--model", "/there/model")
        output = f"{self.folder}/evaluation-there-model"
        measure.assert_called_once_with("/there/model", output)
        self.assertEqual((code, self.has("evaluate")), (0, [False]))
        self.assertIn(output, told)

    def test_the_code_tells_whether_all_is_done(self):
        words = ("all", "--preset", "rehearsal", "--out", self.folder, "--stop-after", "1e-9")
        for stage in STAGES[:-1]:
            checkpoints.mark_done(self.folder, stage)
        code, told = command(*words)
        self.assertEqual(code, AGAIN)
        self.assertIn("not done yet: evaluate", told)
        code, told = command(*words, "--skip", "evaluate")
        self.assertEqual(code, 0)
        self.assertIn("all is done", told)

    def test_on_a_gpu_there_is_one_process(self):
        given = command_line.parse_arguments(["all", "--out", self.folder, "--device", "cuda", "--processes", "4"])
        self.assertEqual(command_line.settings_from(given).processes, 1)


class RandomNumbers(unittest.TestCase):
    def test_no_seed_reaches_the_scenes_held_out(self):
        plans = settings.PRESETS.values()
        for seed in range(20):
            large, small = dataset.first_seeds(seed)
            self.assertLessEqual(large + max(plan.pictures for plan in plans), small)
            self.assertLessEqual(small + max(plan.small_pictures for plan in plans), large + 1_000_000)
            self.assertLessEqual(large + 1_000_000, dataset.HELD_OUT_SEED)
        for seed in (-1, 20):
            with self.assertRaises(ValueError):
                dataset.first_seeds(seed)

    def test_streams_and_processes_draw_differently(self):
        drawn = [generator(stream, 1, rank).random() for stream in Stream for rank in (0, 1)]
        self.assertEqual(len(set(drawn)), len(drawn))


if __name__ == "__main__":
    unittest.main()
