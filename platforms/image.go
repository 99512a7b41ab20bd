// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"bytes"
	"debug/elf"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"unicore/pools/regular"
	"unicore/toolchain"
)

// Image is a file that a final link made.
type Image struct {
	Path    string  `json:"path"`
	Size    int64   `json:"size"`
	End     uint64  `json:"end"` // the first physical address behind it in memory
	Entries []Entry `json:"entries"`
	PV      *PV     `json:"pv,omitempty"`
	Baked
}

// PV is what an image tells Xen about itself as a paravirtualised guest.
type PV struct {
	VirtBase      uint64 `json:"virt_base"`
	PaddrOffset   uint64 `json:"paddr_offset"`
	HypercallPage uint64 `json:"hypercall_page,omitempty"`
	InitP2M       uint64 `json:"init_p2m,omitempty"`
	XenVersion    string `json:"xen_version,omitempty"`
	GuestOS       string `json:"guest_os,omitempty"`
	Features      string `json:"features,omitempty"`
}

// Entry is a way into an image.
type Entry struct {
	Kind    string `json:"kind"` // "linux", "pv", "pvh" or "hvm"
	Address uint64 `json:"address"`
}

// Notes: names and types. Xen's are those of its public header elfnote.h.
const (
	noteXen           = "Xen"
	noteEntry         = 1
	noteHypercallPage = 2
	noteVirtBase      = 3
	notePaddrOffset   = 4
	noteXenVersion    = 5
	noteGuestOS       = 6
	noteFeatures      = 10
	noteInitP2M       = 15
	notePVH           = 18
	noteUnicore       = "unicore"
	noteBaked         = 1
)

// maxNotes bounds what is read of an untrusted file.
const maxNotes = 4 << 20

// OpenImage reads what an image tells about itself.
func OpenImage(path string) (*Image, error) {
	none := func(cause string) (*Image, error) {
		return nil, toolchain.Hint(fmt.Errorf("%s: is no image: %s", path, cause),
			"an image is what a build leaves under eval $(unicore env TARGET)")
	}
	f, err := regular.Open(path)
	if errors.Is(err, regular.ErrNot) {
		return none(regular.ErrNot.Error())
	}
	if err != nil {
		return nil, toolchain.PathCause(err)
	}
	defer f.Close()
	fi, err := f.Stat()
	if err != nil {
		return nil, toolchain.PathCause(err)
	}
	e, err := elf.NewFile(f)
	if err != nil {
		return none("not an ELF file, or a damaged one")
	}
	if e.Class != elf.ELFCLASS64 || e.Machine != elf.EM_X86_64 {
		return none(fmt.Sprintf("it is for another machine (%v)", e.Machine))
	}
	switch e.Type {
	case elf.ET_EXEC:
	case elf.ET_DYN:
		return none("a shared library, or a program for no fixed address like those of Linux systems")
	case elf.ET_REL:
		return none("an object file, not linked yet")
	default:
		return none(fmt.Sprintf("no program (%v)", e.Type))
	}
	img := &Image{Path: path, Size: fi.Size(), Baked: Baked{Libraries: []Library{}}}
	if e.Entry != 0 {
		img.Entries = append(img.Entries, Entry{"linux", e.Entry})
	}
	for _, p := range e.Progs {
		if p.Type != elf.PT_LOAD {
			continue
		}
		if p.Paddr+p.Memsz < p.Paddr {
			return none("its segments are damaged")
		}
		img.End = max(img.End, p.Paddr+p.Memsz)
	}
	if err := img.readNotes(e); err != nil {
		return none(err.Error())
	}
	if a, ok := multibootEntry(f); ok {
		img.Entries = append(img.Entries, Entry{"hvm", a})
	}
	_, pvh := img.Entry("pvh")
	_, pv := img.Entry("pv")
	if !pvh && !pv {
		return none("it has no entry to boot at")
	}
	if !pv {
		img.PV = nil // without an entry the rest means nothing
	}
	return img, nil
}

// Entry returns the address of the entry of that kind.
func (img *Image) Entry(kind string) (uint64, bool) {
	for _, e := range img.Entries {
		if e.Kind == kind {
			return e.Address, true
		}
	}
	return 0, false
}

// Has tells whether a library whose name begins with prefix has a part in the
// image; without the note of what was baked nothing is known, and the answer
// is no.
func (img *Image) Has(prefix string) bool {
	for _, l := range img.Libraries {
		if strings.HasPrefix(l.Name, prefix) {
			return true
		}
	}
	return false
}

// readNotes looks into the note segments and, for notes that are not loaded,
// into the note sections.
func (img *Image) readNotes(e *elf.File) error {
	budget := uint64(maxNotes)
	each := func(size, align uint64, r io.Reader) error {
		if size > budget {
			return errors.New("its notes are damaged")
		}
		budget -= size
		data := make([]byte, size)
		if _, err := io.ReadFull(r, data); err != nil {
			return errors.New("it is cut short")
		}
		return img.notes(data, align)
	}
	for _, p := range e.Progs {
		if p.Type == elf.PT_NOTE {
			if err := each(p.Filesz, p.Align, p.Open()); err != nil {
				return err
			}
		}
	}
	for _, s := range e.Sections {
		if s.Type == elf.SHT_NOTE && s.Flags&elf.SHF_ALLOC == 0 {
			if err := each(s.FileSize, s.Addralign, io.NewSectionReader(s.ReaderAt, 0, int64(s.FileSize))); err != nil {
				return err
			}
		}
	}
	return nil
}

func (img *Image) notes(data []byte, align uint64) error {
	if align != 8 {
		align = 4
	}
	up := func(n uint64) uint64 { return (n + align - 1) &^ (align - 1) }
	for len(data) >= 12 {
		nameSize := uint64(binary.LittleEndian.Uint32(data))
		descSize := uint64(binary.LittleEndian.Uint32(data[4:]))
		kind := binary.LittleEndian.Uint32(data[8:])
		desc := up(12 + nameSize)
		if desc+descSize > uint64(len(data)) {
			return errors.New("its notes are damaged")
		}
		name := string(bytes.TrimRight(data[12:12+nameSize], "\x00"))
		if err := img.note(name, kind, data[desc:desc+descSize]); err != nil {
			return err
		}
		data = data[min(up(desc+descSize), uint64(len(data))):]
	}
	return nil
}

func (img *Image) note(name string, kind uint32, desc []byte) error {
	switch {
	case name == noteXen:
		return img.xenNote(kind, desc)
	case name == noteUnicore && kind == noteBaked:
		return img.readBaked(bytes.TrimRight(desc, "\x00"))
	}
	return nil
}

// xenNote takes one of Xen's notes: a number of 4 or 8 bytes, or a text.
func (img *Image) xenNote(kind uint32, desc []byte) error {
	pv := img.PV
	if pv == nil {
		pv = &PV{}
	}
	number, text := map[uint32]*uint64{
		noteVirtBase: &pv.VirtBase, notePaddrOffset: &pv.PaddrOffset, noteHypercallPage: &pv.HypercallPage, noteInitP2M: &pv.InitP2M,
	}[kind], map[uint32]*string{
		noteXenVersion: &pv.XenVersion, noteGuestOS: &pv.GuestOS, noteFeatures: &pv.Features,
	}[kind]
	entry := map[uint32]string{noteEntry: "pv", notePVH: "pvh"}[kind]
	switch {
	case text != nil:
		*text = printable(desc)
	case number != nil || entry != "":
		if len(desc) != 4 && len(desc) != 8 {
			return errors.New("its entry notes are damaged")
		}
		value := binary.LittleEndian.Uint64(append(bytes.Clone(desc), 0, 0, 0, 0))
		if number != nil {
			*number = value
		} else if _, twice := img.Entry(entry); !twice {
			img.Entries = append(img.Entries, Entry{entry, value})
		}
	default:
		return nil
	}
	if entry != "pvh" {
		img.PV = pv
	}
	return nil
}

// printable is a note's text without what a terminal would obey to.
func printable(text []byte) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == 0xfffd {
			return -1
		}
		return r
	}, string(text))
}
