#!/bin/sh
# Makes the files of this directory, in the directory given, by the fenchel of commit ffa283d, whose tasks all followed
# MuJoCo 3.14:
#
#	git worktree add before ffa283d && (cd before && go build -o ../fenchel.before ./cmd/fenchel)
#	FENCHEL=$PWD/fenchel.before sh testdata/golden/mujoco314/make.sh testdata/golden/mujoco314
#
# A later fenchel does not make them again: that it reads them under the rules of 3.14 is what golden_test.go checks.
set -e
cd "$1"
fenchel() { "$FENCHEL" "$@"; }
task=pusher:horizon=40

fenchel record $task -o demos --episodes 3 --per-file 3
fenchel record arm.xml:horizon=20 -o arm --policy random --episodes 1
fenchel train arm --task arm.xml:horizon=20 -o scratch --hidden 4 --energy unary --steps 20 --eval 0 --reserve 0
mv scratch/policy.safetensors arm.safetensors
rm -r scratch

# halved RUN CHECKPOINT COMMAND... ends the command once RUN has a checkpoint of that pattern.
mkdir runs
halved() {
	run=$1 checkpoint=$2
	shift 2
	"$FENCHEL" "$@" -o "$run" &
	until ls "$run" 2>/dev/null | grep -q "^checkpoint-$checkpoint.safetensors$"; do :; done
	kill -KILL $! && echo "$run: interrupted"
	wait $! || true
	rm -f "$run/lock" "$run"/*.fenchel-tmp
}
clone="train demos --hidden 4 --energy unary --steps 4000 --reserve 1 --eval 3"
dagger="train demos --hidden 4 --energy unary --method dagger --rounds 2 --dagger-episodes 1 --steps 2000 --reserve 1 --eval 0"
fenchel $clone -o runs/clone
halved runs/clone-interrupted 000001000 $clone
fenchel $dagger -o runs/dagger
halved runs/dagger-interrupted '00000[3-9]000' $dagger
for method in ppo sac; do
	fenchel expert train $task --method $method --config ../smallrl.yaml -o runs/$method
	halved runs/$method-interrupted 000000400 expert train $task --method $method --config ../smallrl.yaml
done
fenchel gail demos --config ../smallrl.yaml -o runs/gail
halved runs/gail-interrupted 000000400 gail demos --config ../smallrl.yaml
rm -f runs/*/report.html runs/*/timings.json
for run in clone dagger ppo sac gail; do rm runs/$run/checkpoint-*; done
