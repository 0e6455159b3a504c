# Every target installs what it needs. On a fresh Debian 12 machine with Swift, `make demo` and
# `make test` are all the set-up there is.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build

PREFIX ?= /usr/local
DEMO_OUTPUT ?= out/dollhouse
DEMO_PROMPT ?= open dollhouse, blue striped wallpaper, oak plank floor, terracotta roof tiles, bright daylight

# Vectorises for this machine, Swift code included. A plain `swift build` gives the same results.
NATIVE := -Xcc -march=native
BUILD := swift build -c release $(NATIVE)
MAQUETTE := .build/release/maquette

PACKAGES := fonts-dejavu-core libassimp-dev libdnnl-dev libfontconfig-dev libfreetype-dev libjpeg-dev libopenexr-dev \
	libpng-dev libssl-dev libtiff-dev libwebp-dev pkg-config
# The page of a sweep is tested in a real browser.
TEST_PACKAGES := chromium
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)

.PHONY: build demo gallery test bench install install-dependencies clean

build: install-dependencies
	$(BUILD)

demo: install-dependencies
	$(BUILD) --product maquette
	$(MAQUETTE) texture Scenes/dollhouse.obj --prompt "$(DEMO_PROMPT)" --seed 1 --overwrite --output $(DEMO_OUTPUT)
	@echo
	@echo "The textured doll's house is $(DEMO_OUTPUT)/dollhouse.obj: open it in Blender or any other 3D program."
	@echo "A picture of it is $(DEMO_OUTPUT)/preview.png."

# The pictures of README, docs/sweep.md and docs/serve.md that the demo does not paint.
GALLERY := out/gallery
SCREENSHOT := chromium --headless=new --no-sandbox --use-angle=swiftshader --enable-unsafe-swiftshader --hide-scrollbars \
	--virtual-time-budget=8000
SERVED := http://127.0.0.1:8097
gallery: PACKAGES += curl webp $(TEST_PACKAGES)
gallery: install-dependencies
	$(BUILD) --product maquette
	$(MAQUETTE) sweep Scenes/dollhouse.obj --focal 18,24,35,50,85 --seed 1 \
		--prompt "$(DEMO_PROMPT)" --overwrite --output $(GALLERY)/lenses
	$(MAQUETTE) sweep Scenes/dollhouse.obj --mode depth,image --strength 0.2,0.4,0.6,0.8,1.0 --seed 1 \
		--prompt "$(DEMO_PROMPT)" --overwrite --output $(GALLERY)/strengths
	$(SCREENSHOT) --window-size=1300,1380 --screenshot=$(GALLERY)/page.png \
		"file://$(abspath $(GALLERY))/lenses/index.html"
	$(MAQUETTE) texture Scenes/room.obj --rig room --prompt "a room, red brick walls, oak plank floor" \
		--overwrite --output $(GALLERY)/room
	rm -rf $(GALLERY)/paintings
	$(MAQUETTE) serve Scenes --port 8097 --quiet --output $(GALLERY)/paintings & trap "kill $$!" EXIT; \
	curl -fsS --retry 9 --retry-connrefused -H "Content-Type: application/json" $(SERVED)/api/paintings \
		-d '{"scene": "dollhouse.obj", "prompt": "$(DEMO_PROMPT)", "seed": 1, "glb": true}'; \
	curl -fsSN $(SERVED)/api/paintings/001-dollhouse/events >/dev/null; \
	$(SCREENSHOT) --window-size=1300,1240 --screenshot=$(GALLERY)/serve.png $(SERVED)
	cwebp -quiet -q 85 $(GALLERY)/lenses/contact-sheet.png -o docs/images/sweep-focal.webp
	cwebp -quiet -q 85 $(GALLERY)/strengths/contact-sheet.png -o docs/images/sweep-strength.webp
	cwebp -quiet -q 85 $(GALLERY)/page.png -o docs/images/sweep-page.webp
	cwebp -quiet -q 85 $(GALLERY)/room/preview.png -o docs/images/room-preview.webp
	cwebp -quiet -q 85 $(GALLERY)/serve.png -o docs/images/serve-page.webp

# The tests of the command line run the program, so everything is built first. A warning in our own
# code fails the tests; a clean build shows them all. Tests run one after the other: most
# use all processors themselves, and two networks at once would only take each other's.
TEST_FLAGS := -c release $(NATIVE) -Xswiftc -enable-testing

test: PACKAGES += $(TEST_PACKAGES)
test: install-dependencies
	@mkdir -p .build
	swift build $(TEST_FLAGS) --build-tests 2>&1 | tee .build/test-build.log
	@! grep -E '/(Sources|Tests)/[^:]+:[0-9]+:[0-9]+: warning:' .build/test-build.log \
		|| { echo "There are warnings: see above."; exit 1; }
	swift test $(TEST_FLAGS) --skip-build --no-parallel

bench: install-dependencies
	$(BUILD) --product maquette-bench
	.build/release/maquette-bench --help

install: install-dependencies
	$(BUILD) --product maquette
	install -D -m 755 $(MAQUETTE) $(DESTDIR)$(PREFIX)/bin/maquette
	mkdir -p $(DESTDIR)$(PREFIX)/share/maquette
	cp -R Models $(DESTDIR)$(PREFIX)/share/maquette/

install-dependencies:
	@command -v swift >/dev/null || { echo "Swift 6.2 is missing: install it from swift.org/install."; exit 1; }
	@missing=$$(for package in $(PACKAGES); do dpkg -s $$package >/dev/null 2>&1 || echo $$package; done); \
	if [ -n "$$missing" ]; then \
		echo "Installing $$missing"; \
		$(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $$missing; \
	fi

clean:
	rm -rf .build out
