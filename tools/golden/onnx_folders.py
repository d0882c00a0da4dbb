"""Exports tiny models as ONNX graphs, as diffusers and Optimum lay them out: src/test/resources/golden/onnx.

    pip install -r tools/golden/requirements.txt onnx onnxruntime==1.29.0
    python tools/golden/onnx_folders.py

The models are those of tiny_models.py. No weights are kept: every graph names a file weights.pb, which the tests put together from
the model's safetensors files in the order that layout.json.gz says. `sd1` is exported with dynamic sizes, 32-bit ids and timesteps in
float, as diffusers' own script does it; `sdxl` with 64-bit ids and timesteps, one picture of 64×64 at a time, and its encoders' layers;
`sd1-fp16` is `sd1` in halves throughout; `sd1-inpainting` has nine channels and comes from the checkpoint of that name of checkpoints.py.
What rounding to halves costs depends on ONNX Runtime alone: half.json with half-*.png has pictures that its Python package makes of
`sd1-fp16` in the loop of reference.py, latents and guidance in floats. The encoder of `sdxl` draws from its spread, as in diffusers' script; the others' give mean and spread, as Optimum has them.
"""
import gzip
import json
import pathlib
import tempfile
from types import SimpleNamespace

import numpy as np
import onnx
import onnxruntime
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor
from onnx import numpy_helper
from PIL import Image
from transformers import CLIPTextModel, CLIPTextModelWithProjection

import checkpoints
import pipelines
import tiny_models
from reference import Reference

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = ROOT / "src/test/resources/golden/pipelines/models"
OUT = ROOT / "src/test/resources/golden/onnx"
SMALL = 64  # values below which a tensor stays in the graph
HALF = {"half-euler": ("Euler", "Uniform", 6), "half-karras": ("DPM++ 2M", "Karras", 6)}
SESSIONS = {}  # of the graphs in halves, by their part

class Calls(torch.nn.Module):
    """A network as a function of tensors alone."""

    def __init__(self, net, call):
        super().__init__()
        self.net, self.call = net, call

    def forward(self, *inputs):
        return self.call(self.net, *inputs)

def export(name, part, net, call, args, inputs, outputs, dynamic, layout, source):
    half = name.endswith("-fp16")
    net = net.eval().half() if half else net.eval().float()
    args = tuple(value.half() if half and value.is_floating_point() else value for value in args)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.onnx"
        torch.onnx.export(Calls(net, call), args, str(path), input_names=inputs, output_names=outputs, dynamic_axes=dynamic,
                          opset_version=17, dynamo=False, do_constant_folding=False)
        model = onnx.load(str(path))
        if half:
            SESSIONS[part] = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    end, rows, known = 0, [], net.state_dict()
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        key = tensor.name.removeprefix("net.")
        if values.size < SMALL or key not in known:
            continue
        tensor.ClearField("raw_data")
        tensor.ClearField("float_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        for entry, value in ("location", "weights.pb"), ("offset", end), ("length", values.nbytes):
            tensor.external_data.add(key=entry, value=str(value))
        rows.append(key)
        end += values.nbytes
    for node in model.graph.node:
        node.ClearField("doc_string")
        node.ClearField("metadata_props")
    layout[f"{name}/{part}"] = {"source": source, "keys": rows, **({"type": "F16"} if half else {})}
    with gzip.GzipFile(OUT / f"{name}-{part}.onnx.gz", "wb", mtime=0) as out:
        out.write(model.SerializeToString())
    print(name, part, len(rows), "tensors outside,", (OUT / f"{name}-{part}.onnx.gz").stat().st_size, "bytes")

def text(net, ids):
    said = net(ids, output_hidden_states=True)
    summary = said.text_embeds if hasattr(said, "text_embeds") else said.pooler_output
    return (said.last_hidden_state, summary, *said.hidden_states)

class InHalves(Reference):
    """The reference loop over the exported graphs."""

    def __init__(self, folder, vocabulary):
        super().__init__(folder, vocabulary)
        encoder = lambda ids, **_: SimpleNamespace(hidden_states=[self.run("text_encoder", ids.int())])
        encoder.final_layer_norm = lambda hidden: hidden
        self.encoders = [encoder]
        self.unet = lambda x, time, encoder_hidden_states, **_: SimpleNamespace(sample=self.run("unet", x, time, encoder_hidden_states))
        config = self.vae.config
        self.vae = SimpleNamespace(config=config, decode=lambda latents: SimpleNamespace(sample=self.run("vae_decoder", latents)))

    @staticmethod
    def run(part, *given):
        session = SESSIONS[part]
        given = [value.half() if value.is_floating_point() else value for value in given]
        fed = {port.name: value.numpy() for port, value in zip(session.get_inputs(), given)}
        return torch.from_numpy(session.run(None, fed)[0].astype(np.float32))


def pictures_in_halves(vocabulary):
    whole, halves = Reference(MODELS / "sd1", vocabulary), InHalves(MODELS / "sd1", vocabulary)
    cases = []
    for number, (name, (sampler, schedule, steps)) in enumerate(HALF.items()):
        case = {"id": name, "version": 1, "model": "sd1", "prompt": "a red fox on a green boat", "negative": "blurry", "clipSkip": 1,
                "emphasis": "Original", "width": 64, "height": 48, "sampler": sampler, "schedule": schedule, "steps": steps,
                "guidance": 5.0, "seed": str(90 + number), "rng": "cpu", "count": 1, "batch": 1, "task": "text-to-image"}
        made = halves.decode(halves.latents(case, 90 + number))
        Image.fromarray(made).save(OUT / f"{name}.png")
        print(f"{name}: {pipelines.psnr(whole.decode(whole.latents(case, 90 + number)), made):.1f} dB from the picture in floats")
        cases.append(case)
    (OUT / "half.json").write_text(json.dumps(cases, indent=1) + "\n")


def main():
    torch.manual_seed(0)
    OUT.mkdir(parents=True, exist_ok=True)
    vocabulary = tiny_models.clip_vocabulary(gzip.open(checkpoints.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    layout = {}
    latent, context = {0: "batch", 2: "height", 3: "width"}, {0: "batch", 1: "tokens"}
    for name in "sd1", "sdxl", "sd1-fp16", "sd1-inpainting":
        folder, xl = MODELS / name.removesuffix("-fp16"), name == "sdxl"
        if name == "sd1-inpainting":
            family, dtypes, more = checkpoints.VARIANTS[name]
            model = checkpoints.Model(family, checkpoints.File(), dtypes, vocabulary, **more)
            unet, vae, encoders = model.unet, model.vae, [("text_encoder", model.encoders[0])]
        else:
            unet = UNet2DConditionModel.from_pretrained(folder / "unet")
            vae = AutoencoderKL.from_pretrained(folder / "vae")
            encoders = [("text_encoder", CLIPTextModel.from_pretrained(folder / "text_encoder"))]
        if name.endswith("-fp16"):  # torch exports its fused attention in halves with scales in floats
            encoders[0][1].set_attn_implementation("eager")
            unet.set_attn_processor(AttnProcessor())
            vae.set_attn_processor(AttnProcessor())
        if xl:
            encoders.append(("text_encoder_2", CLIPTextModelWithProjection.from_pretrained(folder / "text_encoder_2")))
        for part, encoder in encoders:
            layers = encoder.config.num_hidden_layers + 1
            ids = torch.ones(1, encoder.config.max_position_embeddings, dtype=torch.int64 if xl else torch.int32)
            summary = "text_embeds" if part == "text_encoder_2" else "pooler_output"
            call = text if xl else lambda net, ids: (lambda said: (said.last_hidden_state, said.pooler_output))(net(ids))
            export(name, part, encoder, call, (ids,), ["input_ids"],
                   ["last_hidden_state", summary] + ([f"hidden_states.{i}" for i in range(layers)] if xl else []),
                   {"input_ids": {0: "batch", 1: "tokens"}}, layout, part)
        width = unet.config.cross_attention_dim
        rows, tokens = (1, 77) if xl else (2, 77)
        args = [torch.randn(rows, unet.config.in_channels, 8, 8), torch.tensor(7) if xl else torch.tensor([7.0]), torch.randn(rows, tokens, width)]
        names = ["sample", "timestep", "encoder_hidden_states"]
        if xl:
            total = unet.config.projection_class_embeddings_input_dim
            args += [torch.randn(rows, total - 6 * unet.config.addition_time_embed_dim), torch.randn(rows, 6)]
            names += ["text_embeds", "time_ids"]
            call = lambda net, x, t, c, e, i: net(x, t, c, added_cond_kwargs={"text_embeds": e, "time_ids": i}).sample
        else:
            call = lambda net, x, t, c: net(x, t, c).sample
        dynamic = {"encoder_hidden_states": {1: "tokens"}} if xl else {"sample": latent, "encoder_hidden_states": context}
        export(name, "unet", unet, call, tuple(args), names, ["out_sample"], dynamic, layout, "unet")
        export(name, "vae_decoder", vae, lambda net, z: net.decode(z).sample, (torch.randn(1, 4, 8, 8),), ["latent_sample"],
               ["sample"], {"latent_sample": latent}, layout, "vae")
        sample = ({}, {"sample": {0: "batch", 2: "height", 3: "width"}})[not xl]
        export(name, "vae_encoder", vae, (lambda net, x: net.encode(x).latent_dist.sample()) if xl else
               (lambda net, x: net.encode(x).latent_dist.parameters), (torch.randn(1, 3, 64, 64),), ["sample"],
               ["latent_sample" if xl else "latent_parameters"], sample, layout, "vae")
    with gzip.GzipFile(OUT / "layout.json.gz", "wb", mtime=0) as out:
        out.write(json.dumps(layout).encode())
    pictures_in_halves(vocabulary)

if __name__ == "__main__":
    main()
