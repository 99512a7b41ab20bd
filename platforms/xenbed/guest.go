// SPDX-License-Identifier: BSD-3-Clause

package xenbed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"unicore/platforms"
)

// End tells what became of a guest.
type End struct {
	// Reason is why it shut down, in libxl's words: poweroff, reboot, suspend,
	// crash, watchdog, soft_reset; none when it was destroyed.
	Reason string
	Exit   string // the application's record in the xenstore, "" for none
	Log    string // what xl said
}

// ErrNotCreated tells that there never was a guest; End.Log says why.
var ErrNotCreated = errors.New("the guest was not created")

var guestName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$`)

// Create creates a guest of a configuration of xl, whose name is name, and
// runs it to its end. Its console is in, which may be nil, and out. Files that
// the configuration names were Put before.
//
// The configuration has on_poweroff, on_reboot and on_crash set to "preserve",
// so that the record of its exit can be read; the guest is destroyed then.
func (b *Bed) Create(ctx context.Context, name, config string, in io.Reader, out io.Writer) (*End, error) {
	return b.create(ctx, name, config, in, out)
}

// CreatePaused is Create of a guest that does not run before `xl unpause`.
func (b *Bed) CreatePaused(ctx context.Context, name, config string, in io.Reader, out io.Writer) (*End, error) {
	return b.create(ctx, name, config, in, out, "-p")
}

// tsc lets guests read the time-stamp counter themselves, as they do on machines of
// today. The emulator's is one clock for all CPUs, but not said to be invariant, so Xen
// would emulate each read: that made most of a guest's exits.
const tsc = "\ntsc_mode = \"native\"\n"

// Script is what creates a guest in dom0, for people.
func Script(name, config string) string {
	return fmt.Sprintf("cat >%s <<'end'\n%send\nxl create -F %[1]s\n", configFile(name), config+tsc)
}

func configFile(name string) string { return "/guest/" + name + ".cfg" }

func (b *Bed) create(ctx context.Context, name, config string, in io.Reader, out io.Writer, options ...string) (*End, error) {
	if !guestName.MatchString(name) {
		return nil, fmt.Errorf("guest %q: no name for a guest", name)
	}
	file := configFile(name)
	write := "printf %s " + platforms.ShellQuote([]string{config + tsc}) + " >" + platforms.ShellQuote([]string{file}) + " || exit\n"
	return b.session(ctx, name, write, append(append([]string{"create", "-F"}, options...), file), in, out)
}

// Restore resumes a guest that `xl save` saved in a file of dom0, and runs it to
// its end.
func (b *Bed) Restore(ctx context.Context, name, file string, in io.Reader, out io.Writer) (*End, error) {
	if !guestName.MatchString(name) {
		return nil, fmt.Errorf("guest %q: no name for a guest", name)
	}
	return b.session(ctx, name, "", []string{"restore", "-F", file}, in, out)
}

// Migrate moves a guest that runs into another domain of the same machine by
// `xl migrate`, and runs it there to its end. Who created it is told that it was
// suspended, unless the error is ErrNotCreated.
func (b *Bed) Migrate(ctx context.Context, name string, out io.Writer) (*End, error) {
	if !guestName.MatchString(name) {
		return nil, fmt.Errorf("guest %q: no name for a guest", name)
	}
	return b.session(ctx, name+"--incoming", "", []string{"migrate", "-s", "", name, "xl migrate-receive"}, nil, out)
}

// destroyLimit is for dom0 to destroy a guest that nobody waits for.
const destroyLimit = 30 * time.Second

// session follows a guest's life, which a command of xl begins, after a script.
func (b *Bed) session(ctx context.Context, name, script string, xl []string, in io.Reader, out io.Writer) (*End, error) {
	argv := append([]string{"/lib/bed/guest", name}, xl...)
	err := b.Run(ctx, script+"exec "+platforms.ShellQuote(argv), in, out)
	if ctx.Err() != nil {
		// The guest must not outlive who wanted it; the machine may be gone.
		limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), destroyLimit)
		defer cancel()
		b.Output(limit, "xl destroy "+strings.TrimSuffix(name, "--incoming"))
		return nil, context.Cause(ctx)
	}
	var status *StatusError
	if err != nil && !errors.As(err, &status) {
		return nil, err
	}
	text, err := b.Output(ctx, "cd /run/guest/"+name+` && for f in status reason exit log; do cat $f 2>/dev/null; printf '\0'; done`)
	if err != nil {
		return nil, err
	}
	part := strings.SplitN(text, "\x00", 4)
	for i, p := range part {
		part[i] = strings.TrimSpace(strings.TrimSuffix(p, "\x00"))
	}
	if len(part) != 4 || part[0] == "" {
		return nil, fmt.Errorf("dom0: guest %s: no record of its life", name)
	}
	e := &End{Reason: part[1], Exit: part[2], Log: part[3]}
	if part[0] != "0" && e.Reason == "none" {
		return e, fmt.Errorf("%w: %s", ErrNotCreated, e.Log)
	}
	return e, nil
}
