"""Asks other libraries for log-densities and moments, and writes ../../dist/testdata/peers.json.

    python families_peer.py                            everything in families_table.py
    python families_peer.py --peers scipy,stan         some libraries; the answers of the rest are kept
    python families_peer.py --families Gamma,Weibull   some families; those of the rest are kept

The questions are the table's: calls in a library's own names and order, of the parameters by the names that they have here. Exact values are
computed by mpmath with 60 digits. Answers whose question has changed are dropped. It runs with what requirements.txt beside it has, and:

    pip install tfp-nightly==0.26.0.dev20261027 dm-tree==0.1.9 mpmath==1.3.0

Stan is compiled, which takes minutes, and gonum is that of this module's go.mod.
"""

import argparse
import contextlib
import json
import math
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

from families_table import FAMILIES

HERE = pathlib.Path(__file__).resolve().parent
FILE = HERE.parents[1] / "dist" / "testdata" / "peers.json"


class Question:
    """A call of a library for a family, with what it is asked at."""

    def __init__(self, family, call):
        self.call, self.value = call if isinstance(call, tuple) else (call, "x")
        self.names, self.at = family["parameters"].split(), family["at"]
        self.whole = family["whole"]
        self.start = 1 if self.value == "x + 1" else 0  # how much later the library's values begin


def guarded(f):
    """What f returns, or None where the library refuses."""
    try:
        return f()
    except Exception:  # whatever it raises
        return None


def ask_array_library(question, number, evaluate):
    """number makes an array of the library's; evaluate returns log-densities at an array of values, mean and variance."""
    answers = []
    for arguments, values in question.at:
        given = dict(zip(question.names, map(number, arguments)))
        x = np.array(values, dtype=np.int64 if question.whole else np.float64)
        logs, moments = guarded(lambda: evaluate(question, given, x)) or (None, {})
        if logs is None or len(logs) != len(values):
            logs = []
            for v in x:
                each, moments = guarded(lambda: evaluate(question, given, v[None])) or ([None], moments)
                logs.append(each[0])
        answers.append({"log_density": logs, **moments})
    return answers


def numbers(array, shape):
    return np.broadcast_to(np.asarray(array, dtype=float), shape).tolist()


def moments_of(**functions):
    found = {}
    for name, f in functions.items():
        value = guarded(lambda: np.asarray(f(), dtype=float))
        if value is not None:
            found[name] = value.tolist()
    return found


def scipy_peer():
    import scipy
    import scipy.special
    import scipy.stats

    names = {**vars(scipy.special), **vars(scipy.stats), "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "eye": np.eye, "diag": np.diag}

    def evaluate(question, given, x):
        d = eval(question.call, names | given)
        v = eval(question.value, names | given | {"x": x})
        log = d.logpmf if question.whole else d.logpdf
        mean = lambda: (d.mean() if callable(d.mean) else d.mean) - question.start
        return numbers(log(v), len(x)), moments_of(mean=mean, variance=lambda: d.var())

    def number(v):
        return np.array(v, dtype=float) if isinstance(v, list) else v

    return lambda q: ask_array_library(q, number, evaluate), f"SciPy {scipy.__version__}"


def pyro_peer():
    import pyro
    import pyro.distributions
    import torch

    torch.set_default_dtype(torch.float64)
    names = {**vars(torch), **vars(pyro.distributions)}

    def evaluate(question, given, x):
        d = eval(question.call, names | given)
        v = eval(question.value, names | given | {"x": torch.tensor(x, dtype=torch.float64)})
        return numbers(d.log_prob(v), len(x)), moments_of(mean=lambda: d.mean, variance=lambda: d.variance)

    number = lambda v: v if isinstance(v, int) else torch.tensor(v, dtype=torch.float64)
    return lambda q: ask_array_library(q, number, evaluate), f"Pyro {pyro.__version__} (torch {torch.__version__.split('+')[0]})"


def numpyro_peer():
    import jax
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions

    numpyro.enable_x64()
    names = {**vars(jnp), **vars(jax.nn), **vars(jax.scipy.special), **vars(numpyro.distributions)}

    def evaluate(question, given, x):
        d = eval(question.call, names | given)
        v = eval(question.value, names | given | {"x": jnp.asarray(x)})
        return numbers(d.log_prob(v), len(x)), moments_of(mean=lambda: d.mean, variance=lambda: d.variance)

    number = lambda v: jnp.asarray(v, dtype=None if whole(v) else float)
    return lambda q: ask_array_library(q, number, evaluate), f"NumPyro {numpyro.__version__} (JAX {jax.__version__})"


def tfp_peer():
    import jax
    import jax.numpy as jnp
    import tensorflow_probability.substrates.jax as tfp

    jax.config.update("jax_enable_x64", True)
    names = {**vars(jnp), **vars(jax.nn), **vars(jax.scipy.special), **vars(tfp.distributions), "bijectors": tfp.bijectors}

    def evaluate(question, given, x):
        d = eval(question.call, names | given)
        v = eval(question.value, names | given | {"x": jnp.asarray(x, dtype=float)})
        return numbers(d.log_prob(v), len(x)), moments_of(mean=d.mean, variance=d.variance)

    number = lambda v: jnp.asarray(v, dtype=float)
    return lambda q: ask_array_library(q, number, evaluate), f"TFP {tfp.__version__} (JAX {jax.__version__})"


def pymc_peer():
    import pymc
    import pytensor.tensor as pt
    from pymc.distributions.moments.means import mean

    names = {**vars(pt), **vars(pymc), "np": np, "upper": lambda x: x[0][np.triu_indices(x.shape[-1], 1)]}

    def evaluate(question, given, x):
        call = question.call[: question.call.index("(")] + ".dist" + question.call[question.call.index("(") :]
        d = eval(call, names | given)
        v = eval(question.value, names | given | {"x": x})
        return numbers(pymc.logp(d, v).eval(), len(x)), moments_of(mean=lambda: mean(d).eval() - question.start)

    return lambda q: ask_array_library(q, np.array, evaluate), f"PyMC {pymc.__version__}"


def whole(v):
    return all(map(whole, v)) if isinstance(v, list) else isinstance(v, int)


def stan_literal(v):
    """A type of Stan's and a literal."""
    shape = np.shape(v)
    sizes = ", ".join(map(str, shape))

    def text(u):
        if isinstance(u, list):
            return ("{" if whole(v) else "[") + ", ".join(map(text, u)) + ("}" if whole(v) else "]")
        return {math.inf: "positive_infinity()", -math.inf: "negative_infinity()"}.get(u, repr(u))

    if whole(v):
        return f"array[{sizes}] int" if shape else "int", text(v)
    return ("real", f"vector[{sizes}]", f"matrix[{sizes}]")[len(shape)], text(v) + ("'" if len(shape) == 1 else "")


def stan_function(name, q, arguments, values):
    """A function that returns the log-density at the value number i."""
    function, _, rest = q.call.partition("(")
    call = q.call if "|" in q.call else f"{function}_{'lpmf' if q.whole else 'lpdf'}({q.value} | {rest}"
    lines = ["{} {} = {};".format(kind, n, literal) for n, (kind, literal) in zip(q.names, map(stan_literal, arguments))]
    kind, items = stan_literal(values[0])[0], ", ".join(stan_literal(v)[1] for v in values)
    every = f"array[{len(values)}, {kind[6:]}" if kind.startswith("array") else f"array[{len(values)}] {kind}"
    return f"real {name}(int i) {{ {' '.join(lines)} {every} values = {{{items}}}; {kind} x = values[i]; return {call}; }}"


def fits_stan(v):
    """Whether integers have 32 bits."""
    return all(map(fits_stan, v)) if isinstance(v, list) else not isinstance(v, int) or v < 2**31


def stan_peer(questions):
    import httpstan.models
    import stan

    found = {key: [{"log_density": [None] * len(values)} for _, values in q.at] for key, q in questions.items()}
    places = [(key, i) for key, q in questions.items() for i, at in enumerate(q.at) if fits_stan(at)]
    for part in range(0, len(places), 40):  # of which the compiler takes less than the second that it is given
        some = places[part : part + 40]
        functions = [stan_function(f"f{k}", questions[key], *questions[key].at[i]) for k, (key, i) in enumerate(some)]
        calls = [f"if (at == {k}) y = f{k}(i);" for k in range(len(some))]
        lines = ["functions {", *functions, "}", "data { int at; int i; }", "generated quantities {", "real y;", *calls, "}"]
        program = "\n".join(lines)
        with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):  # for what it leaves behind
            stan.build(program, data={"at": 0, "i": 1})
        module = httpstan.models.import_services_extension_module(httpstan.models.calculate_model_name(program))
        for k, (key, i) in enumerate(some):
            ask = lambda j: guarded(lambda: module.write_array({"at": k, "i": j + 1}, [], True, True)[0])
            found[key][i]["log_density"] = [ask(j) for j in range(len(questions[key].at[i][1]))]
    compiler = pathlib.Path(httpstan.models.__file__).with_name("stanc")
    version = subprocess.run([compiler, "--version"], check=True, capture_output=True, text=True).stdout.split("stanc3 v")[1].split()[0]
    return found, f"Stan {version} (PyStan {stan.__version__})"


GO = """package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"

	"gonum.org/v1/gonum/stat/distuv"
)

var _ = math.Log

func ask(d interface{ LogProb(float64) float64 }, values ...float64) {
	text := []string{}
	for _, x := range values {
		text = append(text, fmt.Sprint(d.LogProb(x)))
	}
	moments := map[string]string{}
	if m, ok := d.(interface{ Mean() float64 }); ok {
		moments["mean"] = fmt.Sprint(m.Mean())
	}
	if m, ok := d.(interface{ Variance() float64 }); ok {
		moments["variance"] = fmt.Sprint(m.Variance())
	}
	json.NewEncoder(os.Stdout).Encode(map[string]any{"log_density": text, "moments": moments})
}

func main() {
%s}
"""


def gonum_peer(questions):
    def literal(v):
        return {math.inf: "math.Inf(1)", -math.inf: "math.Inf(-1)"}.get(v, repr(float(v)))

    blocks = []
    for q in questions.values():
        for arguments, values in q.at:
            given = "; ".join(f"{n} := {literal(a)}; _ = {n}" for n, a in zip(q.names, arguments))
            blocks.append(f"\tfunc() {{ {given}; ask({q.call}, {', '.join(map(literal, values))}) }}()\n")
    with tempfile.TemporaryDirectory() as folder:
        main = pathlib.Path(folder) / "main.go"
        main.write_text(GO % "".join(blocks))
        run = lambda *command: subprocess.run(command, cwd=HERE, check=True, capture_output=True, text=True).stdout
        lines = iter(run("go", "run", str(main)).splitlines())
        version = run("go", "list", "-m", "-f", "{{.Version}}", "gonum.org/v1/gonum").strip()

    def answer(q):
        found = []
        for _ in q.at:
            line = json.loads(next(lines))
            moments = {name: float(v) for name, v in line["moments"].items()}
            found.append({"log_density": [float(v) for v in line["log_density"]], **moments})
        return found

    return {key: answer(q) for key, q in questions.items()}, f"gonum {version}"


def each(prepare):
    def ask(questions):
        answer, version = prepare()
        return {key: answer(q) for key, q in questions.items()}, version

    return ask


PEERS = {"scipy": each(scipy_peer), "pyro": each(pyro_peer), "numpyro": each(numpyro_peer), "pymc": each(pymc_peer), "tfp": each(tfp_peer),
         "stan": stan_peer, "gonum": gonum_peer}


def exact(family):
    """The log-densities to high precision."""
    from mpmath import mp, mpf, nstr

    mp.dps = 60
    real = lambda v: [real(u) for u in v] if isinstance(v, list) else mpf(v)
    return [[nstr(family["exact"](real(x), *map(real, arguments)), 20) for x in values] for arguments, values in family["at"]]


def asked(q):
    return as_json({"call": q.call, "of": q.value, "at": q.at})


def as_json(v):
    """Numbers that JSON does not have, as words."""
    if isinstance(v, dict):
        return {k: as_json(u) for k, u in v.items()}
    if isinstance(v, (list, tuple)):
        return [as_json(u) for u in v]
    if isinstance(v, float) and not math.isfinite(v):
        return str(v)
    return v


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--families", default=",".join(f["family"] for f in FAMILIES))
    arguments = parser.parse_args()
    wanted = set(arguments.families.split(","))
    if unknown := wanted - {f["family"] for f in FAMILIES}:
        parser.error(f"families_table.py has no {', '.join(sorted(unknown))}")

    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    old = json.loads(FILE.read_text()) if FILE.exists() else {"peers": {}, "families": []}
    known = {(f["family"], peer, kind): {**p[kind], "at": [[a["arguments"], a["values"]] for a in f["at"]]} for f in old["families"]
             for peer, p in f["peers"].items() for kind in ("call", "guess") if kind in p}
    versions = dict(old["peers"])
    answers = {}
    for peer in arguments.peers.split(","):
        questions = {}
        for f in FAMILIES:
            if f["family"] in wanted and peer in f["calls"]:
                questions[f["family"], peer, "call"] = Question(f, f["calls"][peer])
                if peer in f["guess"]:
                    questions[f["family"], peer, "guess"] = Question(f, f["guess"][peer])
        if questions:
            found, versions[peer] = PEERS[peer](questions)
            answers |= {key: {**asked(q), "answers": found[key]} for key, q in questions.items()}

    families = []
    for f in FAMILIES:
        row = {"family": f["family"], "here": f["here"], "parameters": f["parameters"].split(), "at": [{"arguments": a, "values": v} for a, v in f["at"]],
               "exact": exact(f), "peers": {}}
        for peer in PEERS:
            if peer not in f["calls"]:
                continue
            entry = {"says": f["says"].get(peer, ""), "wrong": f["wrong"].get(peer, "")}
            for kind, calls in (("call", f["calls"]), ("guess", f["guess"])):
                if peer not in calls:
                    continue
                key, question = (f["family"], peer, kind), asked(Question(f, calls[peer]))
                answer = answers.get(key) or known.get(key)
                if answer and all(answer[k] == question[k] for k in question):
                    entry[kind] = {k: v for k, v in answer.items() if k != "at"}
                else:
                    print(f"{peer} has not been asked: {question['call']}", file=sys.stderr)
            if "call" in entry:
                row["peers"][peer] = entry
        families.append(row)
    lines = ",\n".join(text(as_json(f)) for f in families)
    FILE.write_text('{"peers": ' + json.dumps({p: versions[p] for p in PEERS if p in versions}) + ',\n"families": [\n' + lines + "\n]}\n")


def text(family):
    """JSON with a line for each call."""
    head = {k: v for k, v in family.items() if k != "peers"}
    peers = [f'  "{peer}": {{' + ",\n    ".join(f'"{k}": {json.dumps(v)}' for k, v in p.items()) + "}" for peer, p in family["peers"].items()]
    return json.dumps(head)[:-1] + ', "peers": {\n' + ",\n".join(peers) + "}}"


if __name__ == "__main__":
    main()
