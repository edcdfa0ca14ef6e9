#!/bin/sh
# Makes the files of this directory, in the directory given, by the fenchel of commit 6cfc391:
#
#	git worktree add before 6cfc391 && (cd before && go build -o ../fenchel.before ./cmd/fenchel)
#	FENCHEL=$PWD/fenchel.before sh testdata/golden/make.sh testdata/golden
#
# A later fenchel does not make them again: that it opens these is what golden_test.go checks.
set -e
cd "$1"
fenchel() { "$FENCHEL" "$@"; }
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

fenchel record pendulum -o demos --episodes 3
fenchel record particle-2 -o particle --episodes 3 --noise 0.1 --per-file 2
fenchel record cartpole:horizon=100 -o choices --episodes 2
fenchel record multilabel:toy.arff -o labels

# trains NAME DATA FLAG... keeps the policy of a run alone.
mkdir policies
trains() {
	name=$1 data=$2
	shift 2
	fenchel train "$data" -o "$scratch/$name" --config small.yaml --eval 0 "$@"
	cp "$scratch/$name/policy.safetensors" "policies/$name.safetensors"
}
# solves SOLVER writes a configuration with a solver of its own.
solves() { sed "s/^policy: {/policy: {solver: {name: $1}, /" small.yaml >"$scratch/$1.yaml"; }

for energy in unary pairwise pairwise-lowrank pairwise-global pairwise-lowrank-global spen spen-concave linear-concave conditional; do
	trains "$energy" demos --energy "$energy"
done
trains late demos --energy late --regularizer none
trains modes demos --energy modes --regularizer none --loss fenchel-young-lifted
trains squared demos --loss squared
trains gaussian demos --loss gaussian
trains box-entropy demos --regularizer box-entropy
trains energy demos --energy unary --loss energy
trains infonce demos --loss infonce
trains squared-unrolled demos --loss squared-unrolled
trains squared-implicit demos --loss squared-implicit
for solver in box-coordinate newton projected-gradient mirror sampler gibbs; do
	solves "$solver"
	case $solver in mirror) r=box-entropy ;; *) r=quadratic ;; esac
	trains "solver-$solver" particle --config "$scratch/$solver.yaml" --regularizer $r
done
trains shannon choices --energy unary --regularizer shannon
trains tsallis choices --energy unary --regularizer tsallis --alpha 1.4
trains choices-squared choices --loss squared
for loss in fenchel-young perceptron hinge cross-entropy; do
	trains "labels-$loss" labels --task multilabel:toy.arff --loss "$loss"
done
trains fermi-dirac labels --task multilabel:toy.arff --energy unary --regularizer fermi-dirac
trains labels-squared labels --task multilabel:toy.arff --loss squared

# Whole runs, and runs that were interrupted: halved RUN CHECKPOINT SIGNAL COMMAND... ends the command once RUN has a
# checkpoint of that pattern.
mkdir runs
halved() {
	run=$1 checkpoint=$2 signal=$3
	shift 3
	"$FENCHEL" "$@" -o "$run" &
	until ls "$run" 2>/dev/null | grep -q "^checkpoint-$checkpoint.safetensors$"; do :; done
	kill "-$signal" $! && echo "$run: interrupted"
	wait $! || true
	rm -f "$run/lock" "$run"/*.fenchel-tmp
}
clone="train demos --hidden 4 --energy pairwise-global --steps 4000 --reserve 1 --eval 3 --seed 7"
dagger="train demos --hidden 4 --dagger 3 --dagger-episodes 2 --steps 3000 --reserve 1 --eval 3"
fenchel $clone -o runs/clone
halved runs/clone-interrupted 000001000 INT $clone
fenchel $dagger -o runs/dagger
halved runs/dagger-interrupted '00000[5-9]000' KILL $dagger
for method in ppo sac ars; do
	fenchel expert train pendulum --method $method --config smallrl.yaml -o runs/$method
	halved runs/$method-interrupted 000000400 KILL expert train pendulum --method $method --config smallrl.yaml
done
fenchel gail demos --config smallrl.yaml -o runs/gail
halved runs/gail-interrupted 000000400 KILL gail demos --config smallrl.yaml
rm -f runs/*/report.html
