// SPDX-License-Identifier: BSD-3-Clause

package xenbed

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"

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

func (b *Bed) create(ctx context.Context, name, config string, in io.Reader, out io.Writer, options ...string) (*End, error) {
	if !guestName.MatchString(name) {
		return nil, fmt.Errorf("guest %q: no name for a guest", name)
	}
	file := "/guest/" + name + ".cfg"
	if err := b.Put(ctx, file, strings.NewReader(config)); err != nil {
		return nil, err
	}
	return b.session(ctx, name, append(append([]string{"create", "-F"}, options...), file), in, out)
}

// Restore resumes a guest that `xl save` saved in a file of dom0, and runs it to
// its end.
func (b *Bed) Restore(ctx context.Context, name, file string, in io.Reader, out io.Writer) (*End, error) {
	if !guestName.MatchString(name) {
		return nil, fmt.Errorf("guest %q: no name for a guest", name)
	}
	return b.session(ctx, name, []string{"restore", "-F", file}, in, out)
}

// Migrate moves a guest that runs into another domain of the same machine by
// `xl migrate`, and runs it there to its end. Who created it is told that it was
// suspended, unless the error is ErrNotCreated.
func (b *Bed) Migrate(ctx context.Context, name string, out io.Writer) (*End, error) {
	if !guestName.MatchString(name) {
		return nil, fmt.Errorf("guest %q: no name for a guest", name)
	}
	return b.session(ctx, name+"--incoming", []string{"migrate", "-s", "", name, "xl migrate-receive"}, nil, out)
}

func (b *Bed) session(ctx context.Context, name string, xl []string, in io.Reader, out io.Writer) (*End, error) {
	argv := append([]string{"/lib/bed/guest", name}, xl...)
	err := b.Run(ctx, "exec "+platforms.ShellQuote(argv), in, out)
	if ctx.Err() != nil {
		// The guest must not outlive who wanted it; the machine may be gone.
		b.Output(context.WithoutCancel(ctx), "xl destroy "+strings.TrimSuffix(name, "--incoming"))
		return nil, context.Cause(ctx)
	}
	var status *StatusError
	if err != nil && !errors.As(err, &status) {
		return nil, err
	}
	here := "/run/guest/" + name + "/"
	text := func(file string) (string, error) {
		t, err := b.Output(ctx, "cat "+here+file)
		return strings.TrimSpace(t), err
	}
	e := &End{}
	if e.Reason, err = text("reason"); err != nil {
		return nil, err
	}
	if e.Log, err = text("log"); err != nil {
		return nil, err
	}
	code, err := text("status")
	if err != nil {
		return nil, err
	}
	if code != "0" && e.Reason == "none" {
		return e, fmt.Errorf("%w: %s", ErrNotCreated, e.Log)
	}
	e.Exit, err = text("exit")
	if errors.As(err, &status) {
		e.Exit, err = "", nil // it left none
	}
	return e, err
}
