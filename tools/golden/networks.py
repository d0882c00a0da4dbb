"""Golden fixtures for the networks: what diffusers and transformers compute with tiny random weights, and the tensors
that the published full-size networks have.

    python tools/golden/networks.py src/test/resources/golden/networks

Each case is a folder's worth in three files: NAME.json (the config.json), NAME.safetensors (the weights, in the dtype
the case is about) and NAME.io.safetensors (inputs and expected outputs, computed in fp32 from the stored weights).
tensors.json.gz maps each full-size network to its config and the shape of every tensor.
"""
import gzip
import json
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, AutoencoderTiny, UNet2DConditionModel
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPVisionConfig, CLIPVisionModelWithProjection

OUT = Path(sys.argv[1])
F32, F16, BF16 = torch.float32, torch.float16, torch.bfloat16


def randomised(network, seed, dtype):
    """Weights large enough that every one of them shows in the outputs, rounded to the dtype they are stored in."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in network.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            if p.dim() == 1:
                p.copy_(0.1 * noise if name.endswith("bias") else 1 + 0.2 * noise)
            elif "embedding.weight" in name:
                p.copy_(noise)
            else:
                p.copy_(noise * (p.numel() / p.shape[0]) ** -0.5)
            p.copy_(p.to(dtype).float())
    return network.eval()


def save(name, config, weights, tensors, dtype):
    config = dict(config)
    (OUT / f"{name}.json").write_text(json.dumps(config, indent=1) + "\n")
    save_file({k: v.detach().to(dtype).contiguous() for k, v in weights.items()}, OUT / f"{name}.safetensors")
    save_file({k: v.detach().float().contiguous() for k, v in tensors.items()}, OUT / f"{name}.io.safetensors")


def normal(seed, *shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


# --- text encoders ---------------------------------------------------------------------------------------------------


def text_case(name, dtype, seed, projection=False, prefix="text_model.", **sizes):
    config = dict(vocab_size=100, hidden_size=32, intermediate_size=64, num_hidden_layers=3, num_attention_heads=4,
                  max_position_embeddings=77, layer_norm_eps=1e-5, bos_token_id=98, pad_token_id=1, eos_token_id=2,
                  hidden_act="quick_gelu", projection_dim=24)
    config.update(sizes)
    kind = CLIPTextModelWithProjection if projection else CLIPTextModel
    network = randomised(kind(CLIPTextConfig(**config)), seed, dtype)
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(3, 98, (2, 77), generator=generator)
    ids[:, 0] = 98
    ids[0, 9:] = 99
    ids[1, 40:] = 99
    if config["eos_token_id"] == 90:
        ids[0, 5] = 90
        ids[1, 33:35] = 90
    with torch.no_grad():
        out = network(ids, output_hidden_states=True)
        norm = (network.text_model if projection else network).final_layer_norm
        tensors = {"input_ids": ids, "skip1": out.last_hidden_state, "skip2": norm(out.hidden_states[-2]),
                   "penultimate": out.hidden_states[-2]}
        assert torch.allclose(norm(out.hidden_states[-1]), out.last_hidden_state)
        if projection:
            tensors["pooled"] = out.text_embeds
    weights = network.state_dict()
    if not projection:
        weights = {prefix + k: v for k, v in weights.items()}
    config["architectures"] = [kind.__name__]
    save(name, config, weights, tensors, dtype)


def text_cases():
    text_case("text-sd1", F16, 1)
    text_case("text-sd2", BF16, 2, hidden_act="gelu", num_hidden_layers=4, num_attention_heads=2)
    text_case("text-sdxl2", F32, 3, projection=True, hidden_act="gelu", hidden_size=40, intermediate_size=96)
    text_case("text-own-end-token", F16, 4, projection=True, eos_token_id=90)
    text_case("text-without-prefix", F16, 5, prefix="", num_hidden_layers=2)


# --- U-Nets ----------------------------------------------------------------------------------------------------------


def unet_case(name, dtype, seed, size, more_sizes=(), batch=2, tokens=77, **config):
    network = randomised(UNet2DConditionModel(**config), seed, dtype)
    tensors = {}
    for i, (height, width) in enumerate([size, *more_sizes]):
        n = batch if i == 0 else 1
        inputs = {"sample": normal(seed + 10 * i, n, config["in_channels"], height, width),
                  "timestep": torch.tensor([981.0, 37.6180][:n]),
                  "encoder_hidden_states": normal(seed + 10 * i + 1, n, tokens, config["cross_attention_dim"])}
        added = None
        if config.get("addition_embed_type"):
            text = config["projection_class_embeddings_input_dim"] - 6 * config["addition_time_embed_dim"]
            added = {"text_embeds": normal(seed + 10 * i + 2, n, text),
                     "time_ids": torch.tensor([[1024.0, 768, 0, 16, 1024, 768], [512.0, 512, 0, 0, 512, 640]][:n])}
            inputs |= added
        with torch.no_grad():
            out = network(inputs["sample"], inputs["timestep"], inputs["encoder_hidden_states"],
                          added_cond_kwargs=added).sample
        tensors |= {f"{i}.{k}": v for k, v in inputs.items()} | {f"{i}.out_sample": out}
    save(name, config, network.state_dict(), tensors, dtype)


def unet_cases():
    unet_case("unet-sd1", F16, 11, (16, 16), [(8, 24), (13, 10)],
              in_channels=4, out_channels=4, block_out_channels=[16, 32, 32], layers_per_block=2, norm_num_groups=8,
              down_block_types=["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
              up_block_types=["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
              cross_attention_dim=32, attention_head_dim=4)
    unet_case("unet-sd2", BF16, 12, (8, 12), [(7, 9)],
              in_channels=9, out_channels=4, block_out_channels=[16, 32], layers_per_block=1, norm_num_groups=4,
              down_block_types=["CrossAttnDownBlock2D", "DownBlock2D"],
              up_block_types=["UpBlock2D", "CrossAttnUpBlock2D"], cross_attention_dim=48, attention_head_dim=[2, 4],
              use_linear_projection=True, upcast_attention=True, flip_sin_to_cos=False, freq_shift=1,
              mid_block_scale_factor=1.4142, downsample_padding=0)
    unet_case("unet-sdxl", F16, 13, (8, 8), [(10, 6), (11, 13)], tokens=20,
              in_channels=4, out_channels=4, block_out_channels=[16, 32, 32], layers_per_block=[1, 2, 1],
              norm_num_groups=8, down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
              up_block_types=["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"], cross_attention_dim=40,
              attention_head_dim=[2, 4, 8], transformer_layers_per_block=[1, 1, 2], use_linear_projection=True,
              addition_embed_type="text_time", addition_time_embed_dim=8, projection_class_embeddings_input_dim=72)
    unet_case("unet-without-middle", F16, 14, (8, 8),
              in_channels=4, out_channels=4, block_out_channels=[16, 32], layers_per_block=1, norm_num_groups=8,
              down_block_types=["CrossAttnDownBlock2D", "DownBlock2D"], mid_block_type=None,
              up_block_types=["UpBlock2D", "CrossAttnUpBlock2D"], cross_attention_dim=32, attention_head_dim=4)


# --- autoencoders ----------------------------------------------------------------------------------------------------


def vae_case(name, dtype, seed, sizes, old_names=False, **options):
    levels = len(options["block_out_channels"])
    config = dict(in_channels=3, out_channels=3, latent_channels=4, act_fn="silu", scaling_factor=0.18215,
                  down_block_types=["DownEncoderBlock2D"] * levels, up_block_types=["UpDecoderBlock2D"] * levels,
                  **options)
    network = randomised(AutoencoderKL(**config), seed, dtype)
    tensors = {}
    for i, (height, width) in enumerate(sizes):
        latent = normal(seed + 10 * i, 2 - i % 2, 4, height, width)
        image = normal(seed + 10 * i + 1, 2 - i % 2, 3, height << levels - 1, width << levels - 1).clamp(-1, 1)
        with torch.no_grad():
            moments = network.encode(image).latent_dist
            decoded = network.decode(latent).sample
        tensors |= {f"{i}.image": image, f"{i}.mean": moments.mean, f"{i}.logvar": moments.logvar,
                    f"{i}.latent": latent, f"{i}.decoded": decoded}
    weights = network.state_dict()
    if old_names:
        renames = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
        renamed = {}
        for key, value in weights.items():
            for new, old in renames.items():
                if f".attentions.0.{new}." in key:
                    key = key.replace(new, old)
                    value = value[:, :, None, None] if value.dim() == 2 else value
            renamed[key] = value
        weights = renamed
    save(name, config, weights, tensors, dtype)


def vae_cases():
    vae_case("vae-sd", F16, 21, [(6, 4), (5, 7), (8, 8)], block_out_channels=[8, 16, 16], layers_per_block=2,
             norm_num_groups=4)
    vae_case("vae-old-names", F32, 22, [(4, 4)], old_names=True, block_out_channels=[8, 16], layers_per_block=1,
             norm_num_groups=8)
    vae_case("vae-bare", BF16, 23, [(4, 6)], block_out_channels=[8, 12], layers_per_block=1, norm_num_groups=4,
             mid_block_add_attention=False, use_quant_conv=False, use_post_quant_conv=False)


def tiny_vae_case(name, dtype, seed, sizes, **options):
    config = dict(in_channels=3, out_channels=3, latent_channels=4, **options)
    network = randomised(AutoencoderTiny(**config), seed, dtype)
    levels = len(config["num_decoder_blocks"])
    tensors = {}
    for i, (height, width) in enumerate(sizes):
        latent = 2 * normal(seed + 10 * i, 2 - i % 2, 4, height, width)
        image = normal(seed + 10 * i + 1, 2 - i % 2, 3, height << levels - 1, width << levels - 1).clamp(-1, 1)
        with torch.no_grad():
            encoded = network.encode(image).latents
            decoded = network.decode(latent).sample
        tensors |= {f"{i}.image": image, f"{i}.mean": encoded, f"{i}.latent": latent, f"{i}.decoded": decoded}
    told = {key: value for key, value in network.config.items() if not key.startswith("_")}
    save(name, told | {"_class_name": "AutoencoderTiny"}, network.state_dict(), tensors, dtype)


def tiny_vae_cases():
    tiny_vae_case("tiny-vae", F16, 24, [(3, 4), (2, 3)], encoder_block_out_channels=[8, 8, 8, 8],
                  decoder_block_out_channels=[8, 8, 8, 8], num_encoder_blocks=[1, 2, 3, 2],
                  num_decoder_blocks=[3, 2, 2, 1])


# --- the tensors of the published networks ---------------------------------------------------------------------------

DOWN, CROSS_DOWN, UP, CROSS_UP = "DownBlock2D", "CrossAttnDownBlock2D", "UpBlock2D", "CrossAttnUpBlock2D"

UNET = dict(act_fn="silu", center_input_sample=False, downsample_padding=1, flip_sin_to_cos=True, freq_shift=0,
            in_channels=4, layers_per_block=2, mid_block_scale_factor=1, norm_eps=1e-5, norm_num_groups=32,
            out_channels=4, sample_size=64)
UNET_4 = UNET | dict(block_out_channels=[320, 640, 1280, 1280], down_block_types=[CROSS_DOWN] * 3 + [DOWN],
                     up_block_types=[UP] + [CROSS_UP] * 3)
VAE = dict(act_fn="silu", block_out_channels=[128, 256, 512, 512], down_block_types=["DownEncoderBlock2D"] * 4,
           up_block_types=["UpDecoderBlock2D"] * 4, in_channels=3, out_channels=3, latent_channels=4,
           layers_per_block=2, norm_num_groups=32)
TEXT_L = dict(vocab_size=49408, hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12,
              max_position_embeddings=77, hidden_act="quick_gelu", layer_norm_eps=1e-5, projection_dim=768,
              bos_token_id=0, eos_token_id=2, pad_token_id=1)
TEXT_H = TEXT_L | dict(hidden_size=1024, intermediate_size=4096, num_hidden_layers=23, num_attention_heads=16,
                       hidden_act="gelu", projection_dim=512)
TEXT_G = TEXT_L | dict(hidden_size=1280, intermediate_size=5120, num_hidden_layers=32, num_attention_heads=20,
                       hidden_act="gelu", projection_dim=1280)

PUBLISHED = {
    "sd-1.5 unet": (UNet2DConditionModel, UNET_4 | dict(attention_head_dim=8, cross_attention_dim=768)),
    "sd-1.5 text_encoder": (CLIPTextModel, TEXT_L),
    "sd-1.5 vae": (AutoencoderKL, VAE | dict(sample_size=512)),
    "sd-2.1 unet": (UNet2DConditionModel, UNET_4 | dict(
        attention_head_dim=[5, 10, 20, 20], cross_attention_dim=1024, dual_cross_attention=False,
        use_linear_projection=True, upcast_attention=True, num_class_embeds=None, only_cross_attention=False,
        sample_size=96)),
    "sd-2.1 text_encoder": (CLIPTextModel, TEXT_H),
    "sd-2.1 vae": (AutoencoderKL, VAE | dict(sample_size=768)),
    "sdxl unet": (UNet2DConditionModel, UNET | dict(
        block_out_channels=[320, 640, 1280], down_block_types=[DOWN, CROSS_DOWN, CROSS_DOWN],
        up_block_types=[CROSS_UP, CROSS_UP, UP], attention_head_dim=[5, 10, 20], cross_attention_dim=2048,
        transformer_layers_per_block=[1, 2, 10], use_linear_projection=True, addition_embed_type="text_time",
        addition_embed_type_num_heads=64, addition_time_embed_dim=256, projection_class_embeddings_input_dim=2816,
        mid_block_type="UNetMidBlock2DCrossAttn", num_attention_heads=None, num_class_embeds=None,
        only_cross_attention=False, resnet_time_scale_shift="default", resnet_out_scale_factor=1.0,
        resnet_skip_time_act=False, time_embedding_type="positional", conv_in_kernel=3, conv_out_kernel=3,
        class_embed_type=None, class_embeddings_concat=False, encoder_hid_dim=None, sample_size=128)),
    "sdxl text_encoder": (CLIPTextModel, TEXT_L),
    "sdxl text_encoder_2": (CLIPTextModelWithProjection, TEXT_G),
    "sdxl vae": (AutoencoderKL, VAE | dict(sample_size=1024, scaling_factor=0.13025, force_upcast=True)),
}
PUBLISHED |= {
    "sd-1.5-inpainting unet": (UNet2DConditionModel, PUBLISHED["sd-1.5 unet"][1] | dict(in_channels=9)),
    "instruct-pix2pix unet": (UNet2DConditionModel, PUBLISHED["sd-1.5 unet"][1] | dict(in_channels=8)),
    "sd-2-inpainting unet": (UNet2DConditionModel, PUBLISHED["sd-2.1 unet"][1] | dict(in_channels=9, sample_size=64)),
    "sd-2-depth unet": (UNet2DConditionModel, PUBLISHED["sd-2.1 unet"][1] | dict(in_channels=5, sample_size=32)),
    "sdxl-inpainting unet": (UNet2DConditionModel, PUBLISHED["sdxl unet"][1] | dict(in_channels=9)),
    "sdxl-refiner unet": (UNet2DConditionModel, PUBLISHED["sdxl unet"][1] | dict(
        block_out_channels=[384, 768, 1536, 1536], down_block_types=[DOWN, CROSS_DOWN, CROSS_DOWN, DOWN],
        up_block_types=[UP, CROSS_UP, CROSS_UP, UP], attention_head_dim=[6, 12, 24, 24], cross_attention_dim=1280,
        # it says 4 for all; where there is no attention that means nothing, and no file tells
        transformer_layers_per_block=[1, 4, 4, 4], projection_class_embeddings_input_dim=2560)),
    "sdxl-refiner text_encoder_2": PUBLISHED["sdxl text_encoder_2"],
    "sdxl-refiner vae": PUBLISHED["sdxl vae"],
    "taesd vae": (AutoencoderTiny, dict(
        in_channels=3, out_channels=3, encoder_block_out_channels=[64] * 4, decoder_block_out_channels=[64] * 4, act_fn="relu",
        latent_channels=4, upsampling_scaling_factor=2, num_encoder_blocks=[1, 3, 3, 3], num_decoder_blocks=[3, 3, 3, 1],
        latent_magnitude=3, latent_shift=0.5, force_upcast=False, scaling_factor=1.0)),
}

VISION_L = dict(hidden_size=1024, intermediate_size=4096, num_hidden_layers=24, num_attention_heads=16, patch_size=14, image_size=224,
                projection_dim=768, hidden_act="quick_gelu")
PUBLISHED |= {
    "clip-vit-large-patch14 vision": (CLIPVisionModelWithProjection, VISION_L),
    "ip-adapter image_encoder": (CLIPVisionModelWithProjection, VISION_L | dict(
        hidden_size=1280, intermediate_size=5120, num_hidden_layers=32, projection_dim=1024, hidden_act="gelu")),
    "ip-adapter sdxl image_encoder": (CLIPVisionModelWithProjection, VISION_L | dict(
        hidden_size=1664, intermediate_size=8192, num_hidden_layers=48, projection_dim=1280, hidden_act="gelu")),
}


def published():
    tensors = {}
    for name, (kind, config) in PUBLISHED.items():
        with torch.device("meta"):
            text = kind in (CLIPTextModel, CLIPTextModelWithProjection)
            vision = kind is CLIPVisionModelWithProjection
            sizes = CLIPTextConfig if text else CLIPVisionConfig
            network = kind(sizes(**config)) if text or vision else kind(**config)
        prefix = "text_model." if kind is CLIPTextModel else ""
        shapes = {prefix + key: list(value.shape) for key, value in network.state_dict().items()}
        if vision:  # files were saved when transformers still kept the numbers of the places
            shapes["vision_model.embeddings.position_ids"] = [1, (config["image_size"] // config["patch_size"]) ** 2 + 1]
        if text:
            config = config | {"architectures": [kind.__name__]}
        tensors[name] = {"config": config, "tensors": shapes}
    with open(OUT / "tensors.json.gz", "wb") as file, gzip.GzipFile("", "wb", mtime=0, fileobj=file) as packed:
        packed.write(json.dumps(tensors).encode())


def types():
    """The same small table in every floating-point type."""
    table = normal(31, 3, 4)
    kinds = {"F64": torch.float64, "F32": F32, "F16": F16, "BF16": BF16, "F8_E4M3": torch.float8_e4m3fn,
             "F8_E5M2": torch.float8_e5m2}
    save_file({f"{name}.weight": table.to(kind) for name, kind in kinds.items()}, OUT / "types.safetensors")


if __name__ == "__main__":
    torch.set_num_threads(2)
    OUT.mkdir(parents=True, exist_ok=True)
    text_cases()
    unet_cases()
    vae_cases()
    tiny_vae_cases()
    types()
    published()
