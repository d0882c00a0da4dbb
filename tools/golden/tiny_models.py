"""Makes the tiny random-weight model folders the end-to-end fixtures run on: one for each family, laid out as diffusers does.

Every parameter is random, biases and norms too, so that a weight read from the wrong place changes the picture.
"""
import json
import math
import shutil

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from safetensors.torch import load_file, save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

BOS, EOS = "<|startoftext|>", "<|endoftext|>"
WORDS = "a the red green blue fox cat boat on of in under and with sky snow tree house photo painting sharp blurry bad two".split()

VAE = {
    "_class_name": "AutoencoderKL",
    "act_fn": "silu",
    "block_out_channels": [8, 8, 16, 16],
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "in_channels": 3,
    "latent_channels": 4,
    "layers_per_block": 1,
    "norm_num_groups": 4,
    "out_channels": 3,
    "sample_size": 64,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
}
UNET = {
    "_class_name": "UNet2DConditionModel",
    "act_fn": "silu",
    "block_out_channels": [16, 32],
    "center_input_sample": False,
    "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
    "downsample_padding": 1,
    "flip_sin_to_cos": True,
    "freq_shift": 0,
    "in_channels": 4,
    "mid_block_scale_factor": 1,
    "norm_eps": 1e-05,
    "norm_num_groups": 8,
    "out_channels": 4,
    "sample_size": 8,
    "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"],
}
TEXT = {
    "attention_dropout": 0.0,
    "dropout": 0.0,
    "initializer_factor": 1.0,
    "initializer_range": 0.02,
    "layer_norm_eps": 1e-05,
    "max_position_embeddings": 77,
    "model_type": "clip_text_model",
}
SCHEDULER = {
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "beta_start": 0.00085,
    "num_train_timesteps": 1000,
    "set_alpha_to_one": False,
    "skip_prk_steps": True,
    "steps_offset": 1,
    "trained_betas": None,
}


def byte_letters():
    """CLIP's printable letter for each byte, in the order of its vocabulary."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [b for b in range(256) if b not in printable]
    return [chr(b) for b in printable] + [chr(256 + i) for i in range(len(others))]


def small_vocabulary():
    """A vocabulary like CLIP's (bytes, bytes that end a word, merges, specials) that knows a few whole words."""
    merges = []
    for word in WORDS:
        parts = [*word[:-1], word[-1] + "</w>"]
        while len(parts) > 1:
            if (parts[0], parts[1]) not in merges:
                merges.append((parts[0], parts[1]))
            parts = [parts[0] + parts[1], *parts[2:]]
    letters = byte_letters()
    tokens = letters + [c + "</w>" for c in letters] + [a + b for a, b in merges] + [BOS, EOS]
    return {token: i for i, token in enumerate(dict.fromkeys(tokens))}, merges


def clip_vocabulary(merge_lines):
    """The real CLIP vocabulary from the lines of its merges, header excluded."""
    merges = [tuple(line.split()) for line in merge_lines]
    letters = byte_letters()
    tokens = letters + [c + "</w>" for c in letters] + [a + b for a, b in merges] + [BOS, EOS]
    return {token: i for i, token in enumerate(tokens)}, merges


def randomise(model, seed, gains=None):
    """Fills every parameter; `gains` scales those whose name ends so."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in sorted(model.named_parameters()):
            values = torch.randn(parameter.shape, generator=generator)
            if "embedding" in name and name.endswith("embedding.weight"):
                values *= 0.7
            elif parameter.ndim > 1:
                values *= 1 / math.sqrt(parameter[0].numel())
            elif name.endswith("bias"):
                values *= 0.1
            else:
                values = 1 + 0.2 * values
            for ending, gain in (gains or {}).items():
                if name.endswith(ending):
                    values *= gain
            parameter.copy_(values)
    return model.eval()


def write_json(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n")


def text_encoder(folder, config, dtype, seed, prefix="text_model."):
    """A text encoder saved with the key names of the published models, or without their prefix as transformers 5 does."""
    kind = CLIPTextModelWithProjection if config["architectures"][0].endswith("Projection") else CLIPTextModel
    model = randomise(kind(CLIPTextConfig(**config)), seed, {"position_embedding.weight": 0.3}).to(dtype)
    weights = {k if k.startswith("text_") else prefix + k: v.contiguous() for k, v in model.state_dict().items()}
    weights[f"{prefix}embeddings.position_ids"] = torch.arange(77)[None]  # old files have it; no network asks for it
    write_json(folder / "config.json", config)
    save_file(weights, folder / "model.safetensors", {"format": "pt"})


def network(folder, kind, config, dtype, seed, gains, shard="1GB"):
    """A U-Net or VAE saved by diffusers; `shard` is the size from which the file is split."""
    model = randomise(kind.from_config(config), seed, gains).to(dtype)
    model.save_pretrained(folder, max_shard_size=shard)
    write_json(folder / "config.json", config)


def old_attention_names(file):
    """Gives a VAE's attention the names diffusers used before 0.18, which the published SD 1.5 folder still has."""
    old = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    weights = load_file(file)
    for new, name in old.items():
        weights = {k.replace(f"attentions.0.{new}.", f"attentions.0.{name}."): v for k, v in weights.items()}
    save_file(weights, file, {"format": "pt"})


def tokenizer_settings(folder, pad):
    write_json(folder / "special_tokens_map.json", {"bos_token": BOS, "eos_token": EOS, "pad_token": pad, "unk_token": EOS})
    write_json(
        folder / "tokenizer_config.json",
        {"add_prefix_space": False, "bos_token": BOS, "do_lower_case": True, "eos_token": EOS, "errors": "replace",
         "model_max_length": 77, "pad_token": pad, "tokenizer_class": "CLIPTokenizer", "unk_token": EOS},
    )


def tokenizer_files(folder, pad):
    vocabulary, merges = small_vocabulary()
    tokenizer_settings(folder, pad)
    (folder / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "".join(f"{a} {b}\n" for a, b in merges), encoding="utf-8")


def tokenizer_json(folder, pad):
    vocabulary, merges = small_vocabulary()
    CLIPTokenizer(vocab=vocabulary, merges=merges, pad_token=pad, model_max_length=77).save_pretrained(folder)
    tokenizer_settings(folder, pad)


def model_index(folder, pipeline, parts, **more):
    library = {"scheduler": "diffusers", "unet": "diffusers", "vae": "diffusers"}
    index = {"_class_name": pipeline, "_diffusers_version": "0.42.1", **more}
    write_json(folder / "model_index.json", index | {name: [library.get(name, "transformers"), kind] for name, kind in parts.items()})


def sd1(folder):
    """SD 1: eps, quick_gelu, convolutional projections, fp16, no tokenizer files, 49,408 tokens."""
    model_index(folder, "StableDiffusionPipeline", {
        "scheduler": "PNDMScheduler", "text_encoder": "CLIPTextModel", "tokenizer": "CLIPTokenizer",
        "unet": "UNet2DConditionModel", "vae": "AutoencoderKL"}, feature_extractor=[None, None], safety_checker=[None, None])
    write_json(folder / "scheduler/scheduler_config.json", {"_class_name": "PNDMScheduler", **SCHEDULER})
    tokenizer_settings(folder / "tokenizer", EOS)
    text_encoder(folder / "text_encoder", {
        **TEXT, "architectures": ["CLIPTextModel"], "hidden_act": "quick_gelu", "hidden_size": 8, "intermediate_size": 32,
        "num_attention_heads": 2, "num_hidden_layers": 4, "projection_dim": 8, "vocab_size": 49408,
        "bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}, torch.float16, 11)
    network(folder / "unet", UNet2DConditionModel, {
        **UNET, "attention_head_dim": 2, "cross_attention_dim": 8, "layers_per_block": 2}, torch.float16, 12,
        {"attn2.to_out.0.weight": 4})
    network(folder / "vae", AutoencoderKL, VAE, torch.float16, 13, VAE_GAINS)
    old_attention_names(folder / "vae/diffusion_pytorch_model.safetensors")


def sd2(folder):
    """SD 2: v prediction, gelu, linear projections, heads for each level, fp32, the U-Net in shards, tokenizer.json."""
    model_index(folder, "StableDiffusionPipeline", {
        "scheduler": "DDIMScheduler", "text_encoder": "CLIPTextModel", "tokenizer": "CLIPTokenizer",
        "unet": "UNet2DConditionModel", "vae": "AutoencoderKL"}, feature_extractor=[None, None], requires_safety_checker=False)
    write_json(folder / "scheduler/scheduler_config.json",
               {"_class_name": "DDIMScheduler", **SCHEDULER, "prediction_type": "v_prediction"})
    tokenizer_json(folder / "tokenizer", "!")
    tokens = len(small_vocabulary()[0])
    text_encoder(folder / "text_encoder", {
        **TEXT, "architectures": ["CLIPTextModel"], "hidden_act": "gelu", "hidden_size": 16, "intermediate_size": 64,
        "num_attention_heads": 4, "num_hidden_layers": 3, "projection_dim": 8, "vocab_size": tokens,
        "bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}, torch.float32, 21, prefix="")
    network(folder / "unet", UNet2DConditionModel, {
        **UNET, "attention_head_dim": [2, 4], "cross_attention_dim": 16, "layers_per_block": 1, "dual_cross_attention": False,
        "num_class_embeds": None, "only_cross_attention": False, "upcast_attention": True, "use_linear_projection": True},
        torch.float32, 22, {"attn2.to_out.0.weight": 4}, shard="300KB")
    network(folder / "vae", AutoencoderKL, VAE, torch.float32, 23, VAE_GAINS)


def sdxl(folder):
    """SDXL: two text encoders, text_time conditioning, deeper transformers below, bf16, vocab.json and merges.txt."""
    model_index(folder, "StableDiffusionXLPipeline", {
        "scheduler": "EulerDiscreteScheduler", "text_encoder": "CLIPTextModel",
        "text_encoder_2": "CLIPTextModelWithProjection", "tokenizer": "CLIPTokenizer", "tokenizer_2": "CLIPTokenizer",
        "unet": "UNet2DConditionModel", "vae": "AutoencoderKL"}, force_zeros_for_empty_prompt=True)
    write_json(folder / "scheduler/scheduler_config.json",
               {"_class_name": "EulerDiscreteScheduler", **SCHEDULER, "prediction_type": "epsilon",
                "interpolation_type": "linear", "timestep_spacing": "leading", "use_karras_sigmas": False})
    tokenizer_files(folder / "tokenizer", EOS)
    tokenizer_files(folder / "tokenizer_2", "!")
    tokens = len(small_vocabulary()[0])
    text_encoder(folder / "text_encoder", {
        **TEXT, "architectures": ["CLIPTextModel"], "hidden_act": "quick_gelu", "hidden_size": 8, "intermediate_size": 32,
        "num_attention_heads": 2, "num_hidden_layers": 3, "projection_dim": 8, "vocab_size": tokens,
        "bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}, torch.bfloat16, 31)
    text_encoder(folder / "text_encoder_2", {
        **TEXT, "architectures": ["CLIPTextModelWithProjection"], "hidden_act": "gelu", "hidden_size": 16,
        "intermediate_size": 64, "num_attention_heads": 4, "num_hidden_layers": 4, "projection_dim": 12,
        "vocab_size": tokens, "bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}, torch.bfloat16, 32)
    network(folder / "unet", UNet2DConditionModel, {
        **UNET, "addition_embed_type": "text_time", "addition_time_embed_dim": 8, "attention_head_dim": [2, 4],
        "cross_attention_dim": 24, "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"], "layers_per_block": 2,
        "projection_class_embeddings_input_dim": 60, "transformer_layers_per_block": [1, 2],
        "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D"], "use_linear_projection": True}, torch.bfloat16, 33,
        {"attn2.to_out.0.weight": 4})
    network(folder / "vae", AutoencoderKL, {**VAE, "force_upcast": True, "scaling_factor": 0.13025}, torch.bfloat16, 34,
            VAE_GAINS)


VAE_GAINS = {"conv_out.weight": 1.0}
FAMILIES = {"sd1": sd1, "sd2": sd2, "sdxl": sdxl}


def make(root):
    """Writes the folders of all families under `root`, replacing what was there."""
    for name, family in FAMILIES.items():
        shutil.rmtree(root / name, ignore_errors=True)
        family(root / name)
