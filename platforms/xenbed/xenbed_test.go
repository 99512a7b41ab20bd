// SPDX-License-Identifier: BSD-3-Clause

package xenbed

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"testing/iotest"

	"unicore/toolchain"
)

func TestAnswer(t *testing.T) {
	for _, c := range []struct {
		sent, out string
		status    int
		fails     bool
	}{
		{"unicore-status   0", "", 0, false},
		{"text\nunicore-status 255", "text\n", 255, false},
		{"unicore-status   0unicore-status   3", "unicore-status   0", 3, false},
		{"text\nunicore-status 25", "", 0, true}, // cut short
		{"", "", 0, true},
		{"unicore-status  x0", "", 0, true},
	} {
		for _, one := range []bool{false, true} {
			r := strings.NewReader(c.sent)
			var out bytes.Buffer
			var status int
			var err error
			if one {
				status, err = answer(iotest.OneByteReader(r), &out)
			} else {
				status, err = answer(r, &out)
			}
			if (err != nil) != c.fails || !c.fails && (status != c.status || out.String() != c.out) {
				t.Errorf("%q: %q, %d, %v", c.sent, &out, status, err)
			}
		}
	}
}

// What a guest says is seen at once, though the end of a connection is not.
func TestAnswerPasses(t *testing.T) {
	for sent, want := range map[string]int{
		"login: ": 0, "text\nunico": 5, "unicore-status": 14, "unicore-status  1": 17, "unicore-status  x": 0, "unicore-status   1\n": 0, "uu": 1,
	} {
		if got := trailerBegun([]byte(sent)); got != want {
			t.Errorf("%q: %d bytes are held back, not %d", sent, got, want)
		}
	}
}

func TestFollow(t *testing.T) {
	for name, want := range map[string]bool{
		"libc6": true, "zlib1g": true, "xen-hypervisor-4.17-amd64": true, "xen-utils-4.17": true, "linux-image-6.1.0-1-amd64": true,
		"xen-utils-common": false, "python3": false, "udev": false, "initramfs-tools": false, "libpython3-stdlib": false,
	} {
		if follow(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

func TestNoKernel(t *testing.T) {
	image := make([]byte, 4096)
	copy(image[headerMagic:], "HdrS")
	far := bytes.Clone(image)
	binary.LittleEndian.PutUint32(far[payloadOffset:], 1<<31)
	binary.LittleEndian.PutUint32(far[payloadLength:], 100)
	long := bytes.Clone(image)
	binary.LittleEndian.PutUint32(long[payloadLength:], 1<<32-1)
	unknown := bytes.Clone(image)
	binary.LittleEndian.PutUint32(unknown[payloadLength:], 100)
	for _, data := range [][]byte{nil, make([]byte, 4096), image, far, long, unknown} {
		dir := t.TempDir()
		if err := writeFile(dir+"/in", data); err != nil {
			t.Fatal(err)
		}
		if err := unpackKernel(t.Context(), dir+"/in", dir+"/out"); err == nil {
			t.Errorf("%d bytes were taken for a kernel", len(data))
		}
	}
}

// The machine follows what is wanted of it, and is refused when there is no room for it.
func TestMemory(t *testing.T) {
	small, dom0 := (&Options{Guests: 64 << 20, Files: 5<<20 + 1}).memory()
	if dom0 != (512+6)<<20 || small < dom0+(64+128)<<20 || small > 1<<30 {
		t.Errorf("%d MiB, %d of them dom0's", small>>20, dom0>>20)
	}
	more, same := (&Options{Guests: 4 << 30, Files: 5<<20 + 1}).memory()
	if same != dom0 || more < small+4<<30-64<<20 || more > small+4<<30+256<<20 {
		t.Errorf("%d MiB, %d of them dom0's", more>>20, same>>20)
	}
	for _, o := range []Options{{Guests: 1 << 50}, {Files: 1 << 50}, {Guests: 1<<63 - 1, Files: 1<<63 - 1}} {
		if err := o.checkMemory(); err == nil || !strings.Contains(err.Error(), " MiB are free here") || toolchain.HintOf(err) == "" {
			t.Errorf("%+v: %v", o, err)
		}
	}
	for text, want := range map[string]int64{
		"MemTotal: 9 kB\nMemAvailable:  24 kB\nSwapFree:\t1 kB\n": 25 << 10,
		"MemAvailable: 24": 24 << 10, "MemAvailable: -1 kB\nSwapFree: x\n": 0, "": 0,
	} {
		if got := free(text); got != want {
			t.Errorf("%q: %d bytes", text, got)
		}
	}
}

func TestLog(t *testing.T) {
	p := &process{up: make(chan struct{}), ended: make(chan struct{})}
	for _, s := range []string{"(XEN) bed: rea", "dy to go\r\nbed: failed: ins", "mod x\r\n"} {
		p.Write([]byte(s))
	}
	select {
	case <-p.up:
		t.Error("took a longer line for readiness")
	default:
	}
	close(p.ended)
	if err := p.ready(t.Context()); err == nil || err.Error() != "dom0 failed: insmod x" {
		t.Errorf("%v", err)
	}
	p = &process{up: make(chan struct{}), ended: p.ended}
	p.Write([]byte("qemu: -device x: Failed to get \"write\" lock\r\nIs another process using the image [/a [b]]?\r\n"))
	if err := p.ready(t.Context()); err == nil || err.Error() != "disk /a [b]: another process uses it" {
		t.Errorf("%v", err)
	}
	p = &process{up: make(chan struct{})}
	p.Write([]byte(strings.Repeat("x", 3*maxLog) + "\nbed: ready\r\nbed: ready\r\n"))
	if <-p.up; len(p.tail()) > 2*maxLog {
		t.Errorf("%d bytes of log are kept", len(p.tail()))
	}
}
