"""Everything a run can be told, in one place: network sizes and training plans."""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Size:
    """Widths and depths of the three networks."""

    resolution: int = 512  # pixels of the rendered pictures; the coarse stage uses half, the thumbnail stage an eighth
    latent_channels: int = 8
    autoencoder_channels: tuple = (32, 48, 64, 128)
    autoencoder_groups: int = 4
    denoiser_channels: tuple = (64, 128, 160)
    denoiser_heads: tuple = (2, 4, 5)  # 32 channels a head
    denoiser_layers: int = 1
    text_width: int = 128
    text_layers: int = 3


@dataclass(frozen=True)
class Settings:
    """A training plan: what is rendered, how long each stage takes, at which rate and batch size it learns.

    Minutes of training are processor minutes of each process on a CPU, minutes of the clock on a GPU.
    """

    size: Size = field(default_factory=Size)
    device: str = "cpu"
    processes: int = 2  # that train on a CPU; elsewhere it is always one
    render_processes: int = 2
    seed: int = 1
    start_from: str = ""  # a model folder of the same sizes, instead of random weights
    # Seconds since 1970 after which no stage begins and each saves and stops but for the tokenizer, export and
    # evaluation, which come to their end; 0 for none.
    deadline: float = 0.0
    report_every: int = 100
    save_every_seconds: float = 150
    compiled: bool = True  # the denoiser: two minutes for each size of latents, then 1.6 times as fast
    until: float = 0.0  # seconds since 1970 at which a training shall be complete, in place of its minutes; 0 for none

    pictures: int = 3000
    small_pictures: int = 12_000  # of half the size
    render_minutes: float = 0.0  # over all sessions; 0 for as long as it takes
    first_pictures: int = 2000  # the autoencoder starts when so many are rendered, and trains on no more

    autoencoder_minutes: float = 20
    autoencoder_rate: float = 1e-3
    autoencoder_batch: int = 4  # crops a process and step, as all batch sizes
    autoencoder_crop: int = 128
    divergence_weight: float = 1e-4

    text_minutes: float = 2
    text_rate: float = 1e-3
    text_batch: int = 64

    thumbnail_minutes: float = 20
    thumbnail_batch: int = 64
    coarse_minutes: float = 40
    coarse_batch: int = 12
    fine_minutes: float = 40
    fine_batch: int = 3
    coarse_share: float = 0.1  # of the steps of the fine stage, so that half size stays good
    denoiser_rate: float = 7e-4
    fine_rate: float = 5e-4  # the fine stage's batches are small
    depth_gain: float = 3.0  # multiplies the first layer's depth weights at the start

    denoised_pictures: int = 400  # whose latents are noised and denoised again for the decoder
    decoder_minutes: float = 15
    adversarial_weight: float = 0.0  # of the patch discriminator in the decoder stage, relative to the reconstruction
    critic_rate: float = 4e-4
    critic_head_start: int = 200  # steps in which only the critic learns from it
    evaluation_scale: float = 1.0  # scenes to evaluate on, as a share of the usual number

    STAGES = ("autoencoder", "text", "thumbnail", "coarse", "fine", "decoder")  # that train

    def __post_init__(self):
        if self.device != "cpu":
            object.__setattr__(self, "processes", 1)

    def lasting(self, minutes):
        """The same plan with its training stages stretched or shrunk to `minutes` in all."""
        planned = {name: getattr(self, name) for name in (f"{stage}_minutes" for stage in self.STAGES)}
        total = sum(planned.values())
        return replace(self, **{name: share * minutes / total for name, share in planned.items()})


PRESETS = {
    # Two cores of a laptop: two hours and a half if nothing else runs; the more minutes the better.
    "cpu": Settings(),
    # One H100 and its 16 cores: 24 minutes, of which 20 are training, partly beside the rendering.  See README.md.
    "gpu": Settings(
        size=Size(
            resolution=512, autoencoder_channels=(32, 64, 128, 160), autoencoder_groups=16,
            denoiser_channels=(96, 192, 256), denoiser_heads=(3, 6, 8), text_width=192, text_layers=4,
        ),
        device="cuda", compiled=False, save_every_seconds=90,
        render_processes=15, pictures=24_000, small_pictures=48_000, render_minutes=8, first_pictures=4000,
        autoencoder_minutes=6.5, autoencoder_rate=8e-4, autoencoder_batch=32, autoencoder_crop=192,
        text_minutes=0.5, text_batch=512,
        thumbnail_minutes=2.5, thumbnail_batch=512, coarse_minutes=4, coarse_batch=256, denoiser_rate=8e-4,
        fine_minutes=5, fine_batch=96, fine_rate=8e-4,
        denoised_pictures=2000, decoder_minutes=1.5, adversarial_weight=0.15,
    ),
    # Every stage for seconds: shows that a machine can run it all.
    "rehearsal": Settings(
        size=Size(
            resolution=256, autoencoder_channels=(16, 16, 16, 32),
            denoiser_channels=(32, 32, 64), denoiser_heads=(1, 1, 2), text_width=64, text_layers=1,
        ),
        compiled=False, report_every=5,
        pictures=64, small_pictures=64, first_pictures=64,
        autoencoder_minutes=0.3, text_minutes=0.1, text_batch=16,
        thumbnail_minutes=0.1, thumbnail_batch=8, coarse_minutes=0.2, coarse_batch=4, fine_minutes=0.2, fine_batch=2,
        denoised_pictures=16, decoder_minutes=0.1, adversarial_weight=0.15, critic_head_start=3, evaluation_scale=0.01,
    ),
}
