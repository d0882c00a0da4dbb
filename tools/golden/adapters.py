"""Makes the fixtures of PEFT's and LyCORIS's adapters that are no LoRAs: small files and what they add to a weight.

    python tools/golden/adapters.py

Writes src/test/resources/golden/adapters: a folder for each of PEFT's (OFT, BOFT, IA³) as PEFT saves it, adapter_config.json beside the
weights; lycoris.safetensors, BOFT and GLoRA under LyCORIS's names; expected.safetensors, the weights before and what merging adds to them.
"""
import json
import shutil

import torch
from lycoris.functional import boft
from lycoris.modules.glora import GLoRAModule
from peft import BOFTConfig, IA3Config, OFTConfig, get_peft_model
from peft.tuners.boft import layer as boft_layer
from safetensors.torch import save_file
from torch import nn

from loras import Random
from pipelines import ROOT

OUT = ROOT / "src/test/resources/golden/adapters"
LAYERS = ["linear", "conv"]


class FastBlockDiag:
    """What PEFT's CUDA extension does, without CUDA: a block-diagonal matrix for each butterfly factor."""

    @staticmethod
    def apply(blocks):
        return torch.stack([torch.block_diag(*each) for each in blocks])


def network():
    torch.manual_seed(80)
    return nn.ModuleDict({"linear": nn.Linear(16, 12), "conv": nn.Conv2d(8, 8, 3)})


def peft_cases():
    """name, configuration, how far the parameters are from doing nothing"""
    oft = dict(target_modules=LAYERS, oft_block_size=4)
    yield "oft-exact", OFTConfig(**oft, use_cayley_neumann=False), 0.4
    yield "oft-series", OFTConfig(**oft, use_cayley_neumann=True), 0.2
    yield "oft-series-3", OFTConfig(**oft, use_cayley_neumann=True, num_cayley_neumann_terms=3), 0.2
    yield "oft-shared", OFTConfig(**oft, use_cayley_neumann=False, block_share=True), 0.4
    yield "oft-limited", OFTConfig(**oft, use_cayley_neumann=False, coft=True, eps=0.9), 0.2
    yield "boft", BOFTConfig(target_modules=LAYERS, boft_block_size=4), 0.5
    yield "boft-butterfly", BOFTConfig(target_modules=LAYERS, boft_block_size=4, boft_n_butterfly_factor=2), 0.5
    yield "boft-butterfly-3", BOFTConfig(target_modules=LAYERS, boft_block_size=2, boft_n_butterfly_factor=3), 0.5
    yield "ia3", IA3Config(target_modules=LAYERS, feedforward_modules=[]), 0.5
    yield "ia3-on-input", IA3Config(target_modules=LAYERS, feedforward_modules=LAYERS), 0.5


def write_peft(name, config, far, expected):
    butterfly = getattr(config, "boft_n_butterfly_factor", 1) > 1
    boft_layer.get_fbd_cuda = lambda: butterfly
    boft_layer.FastBlockDiag = FastBlockDiag
    model = network()
    before = {key: value.clone() for key, value in model.state_dict().items()}
    model = get_peft_model(model, config)
    random = Random(81)
    with torch.no_grad():
        for key, parameter in model.named_parameters():
            if any(part in key for part in ("oft_R", "boft_s", "ia3_l")):
                ones = "boft_s" in key or "ia3_l" in key
                parameter.copy_(random(*parameter.shape, scale=far) + (1 if ones else 0))
            elif "boft_R" in key:
                parameter.copy_(random(*parameter.shape, scale=far))
    folder = OUT / name
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    (folder / "adapter_model.safetensors").chmod(0o644)
    settings = json.loads((folder / "adapter_config.json").read_text())
    settings |= {key: sorted(value) for key, value in settings.items() if isinstance(value, list)}  # sets have no order
    (folder / "adapter_config.json").write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n")
    with torch.no_grad():
        inputs = {"linear": random(5, 16), "conv": random(1, 8, 9, 9)}
        forward = {layer: model.base_model.model[layer](value) for layer, value in inputs.items()}
        merged = model.merge_and_unload()
        for layer, value in inputs.items():
            if layer == "linear" or not name.startswith("oft-"):  # PEFT's convolutions rotate the sum of overlapping patches until they are merged
                apart = (merged[layer](value) - forward[layer]).abs().max() / forward[layer].abs().max()
                print(f"{name}.{layer}: merged and not differ by {apart:.1e}")
    for key, value in merged.state_dict().items():
        expected[f"base.{key}"] = before[key]
        if (value - before[key]).any():
            expected[f"{name}.{key}"] = (value - before[key]).contiguous()


def lycoris_cases():
    """name, weight, parts, what is added"""
    random = Random(82)
    for kind, base in ("linear", random(16, 10)), ("conv", random(16, 6, 3, 3)):
        blocks, rescale = random(3, 4, 4, 4, scale=0.3), random(16, *[1] * (base.ndim - 1), scale=0.1) + 1
        yield f"boft_{kind}", base, {"oft_blocks": blocks, "alpha": torch.tensor(0.0)}, boft.diff_weight(base, blocks, None, constraint=0, backend="torch")
        limit = 0.02
        yield f"boft_limited_{kind}", base, {"oft_blocks": blocks, "alpha": torch.tensor(limit), "rescale": rescale}, \
            boft.diff_weight(base, blocks, rescale, constraint=limit * 16, backend="torch")
        layer = nn.Linear(10, 16) if base.ndim == 2 else nn.Conv2d(6, 16, 3)
        layer.weight.data.copy_(base)
        module = GLoRAModule("x", layer, lora_dim=4, alpha=2)
        for parameter in (module.a1, module.a2, module.b1, module.b2):
            parameter.weight.data.copy_(random(*parameter.weight.shape, scale=0.4))
        parts = {key: value.detach() for key, value in module.custom_state_dict().items()}
        yield f"glora_{kind}", base, parts, module.get_diff_weight()[0].detach()
    base = random(16, 10)
    a1, a2, b1, b2 = random(4, 10), random(10, 4), random(4, 10), random(16, 4)
    yield "glora_first", base, {"a1.weight": a1, "a2.weight": a2, "b1.weight": b1, "b2.weight": b2, "alpha": torch.tensor(2.0)}, \
        0.5 * (b2 @ b1 + base @ a2 @ a1)  # of the first versions of LyCORIS, as A1111 reads it


def main():
    torch.set_num_threads(1)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    expected, tensors = {}, {}
    for name, config, far in peft_cases():
        write_peft(name, config, far, expected)
    for name, base, parts, change in lycoris_cases():
        tensors |= {f"{name}.{part}": tensor.clone().contiguous() for part, tensor in parts.items()}
        expected[f"base.{name}"], expected[f"lycoris.{name}"] = base.clone(), change.reshape(base.shape).clone().contiguous()
    for name, content in ("lycoris", tensors), ("expected", expected):
        save_file(content, OUT / f"{name}.safetensors", {"format": "pt"})
        (OUT / f"{name}.safetensors").chmod(0o644)


if __name__ == "__main__":
    main()
