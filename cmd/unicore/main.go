// SPDX-License-Identifier: BSD-3-Clause

// Command unicore makes the environment in which an application's own build
// yields an image, and runs images.
//
// Rules of its interface: results go to standard output; all else goes to
// standard error behind "unicore: ". An error is one line, and a line that
// begins with "hint: " says the way out. The exit status is 0 when done, 1 when
// something failed, 2 when the command line was wrong; `run` exits with the
// image's own status.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"regexp"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"unicore/pools/nearest"
	"unicore/pools/selection"
	"unicore/toolchain"

	_ "unicore/platforms/kvm"
	_ "unicore/platforms/xen"
)

const description = `Builds unmodified applications into unikernels.

  eval $(unicore env kvm-x86_64)          this shell now builds images
  ./configure && make                     the application's own build
  unicore run PROGRAM -p 8080:80          boot what it made`

type cli struct {
	ShowVersion kong.VersionFlag `name:"version" help:"Print the version."`

	Env        envCommand        `cmd:"" help:"Print the environment that makes builds use a target."`
	Build      buildCommand      `cmd:"" help:"Build a target's SDK."`
	Bake       bakeCommand       `cmd:"" help:"Link an image for another target."`
	Run        runCommand        `cmd:"" help:"Boot an image."`
	List       listCommand       `cmd:"" help:"List targets, libraries or platforms."`
	Select     selectCommand     `cmd:"" help:"Select libraries, and what they need."`
	Unselect   unselectCommand   `cmd:"" help:"Unselect libraries, and what needs them."`
	Set        setCommand        `cmd:"" help:"Answer a question of the selection."`
	Merge      mergeCommand      `cmd:"" help:"Take fragments into the selection."`
	Pool       poolCommand       `cmd:"" help:"Add libraries from elsewhere."`
	Config     configCommand     `cmd:"" help:"Show the selection, what differs in it, its file, or take it back."`
	Menuconfig menuconfigCommand `cmd:"" help:"Choose libraries in a menu."`
	Explain    explainCommand    `cmd:"" help:"Tell about a library, symbol, system call, header or function."`
	Graph      graphCommand      `cmd:"" help:"Show which selected library needs which."`
	Inspect    inspectCommand    `cmd:"" help:"Show what an image holds."`
	Fetch      fetchCommand      `cmd:"" help:"Fetch sources, to build without the network later."`
	Doctor     doctorCommand     `cmd:"" help:"Look at the programs that unicore needs."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
	Completion completionCommand `cmd:"" help:"Print a shell's completion script."`
	Help       helpCommand       `cmd:"" help:"Explain a command."`
}

// globals are what every command may use.
type globals struct {
	ctx            context.Context
	stdin          *os.File
	stdout, stderr *os.File
}

// statusError ends the program with a status and without a message.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// usageError is a command line that makes no sense: status 2.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func main() {
	// Commands are short: a heap of some megabytes needs no collector beside.
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	// A second signal finds the default action: it kills. But not at once, for
	// timeout(1) and others send the first one twice.
	context.AfterFunc(ctx, func() { time.AfterFunc(time.Second/2, stop) })
	g := &globals{ctx, os.Stdin, os.Stdout, os.Stderr}
	os.Exit(g.report(g.main(os.Args[1:])))
}

func newParser(c *cli, g *globals, exit func(int)) (*kong.Kong, error) {
	return kong.New(c,
		kong.Name("unicore"),
		kong.Description(description),
		kong.Writers(g.stdout, g.stderr),
		kong.Exit(exit),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 96, FlagsLast: true}),
		kong.Vars{"version": "unicore " + version},
		kong.Bind(g))
}

func (g *globals) main(args []string) error {
	parser, err := newParser(&cli{}, g, os.Exit)
	if err != nil {
		return err
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	if err != nil {
		if args[0] == "env" {
			fmt.Fprint(g.stdout, toolchain.RenderFailure(""))
		}
		return parseError(err)
	}
	return k.Run()
}

// parseError words kong's error as ours, and names the command whose help
// tells more.
func parseError(err error) error {
	command := ""
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context != nil {
		if node := parse.Context.Selected(); node != nil {
			command = " " + node.Name
		}
	}
	if toolchain.HintOf(err) == "" {
		err = toolchain.Hint(err, "%sunicore%s --help", meant(err, parse), command)
	}
	return usageError{err}
}

// meant is what a word may have been to be that is none of those that are possible
// there: one of them, or a command of its own.
func meant(err error, parse *kong.ParseError) string {
	m := regexp.MustCompile(`must be one of (".*") but got "(.*)"$`).FindStringSubmatch(err.Error())
	if m == nil || parse == nil {
		return ""
	}
	for _, n := range parse.Context.Model.Children {
		if n.Name == m[2] {
			return "did you mean unicore " + n.Name + "? "
		}
	}
	if near := nearest.Of(m[2], strings.Split(strings.Trim(m[1], `"`), `","`)); near != "" {
		return "did you mean " + near + "? "
	}
	return ""
}

// report prints an error and returns the exit status.
func (g *globals) report(err error) int {
	var status statusError
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	case g.ctx.Err() != nil:
		// Whatever failed did so because it was told to end: that is no news
		// for the user, but a script has to see it.
		fmt.Fprintln(g.stderr, "unicore: interrupted")
		return 130
	case errors.Is(err, syscall.EPIPE):
		return 1
	}
	printError(g.stderr, err)
	if errors.As(err, &usage) {
		return 2
	}
	return 1
}

func printError(w io.Writer, err error) {
	var several selection.Errors
	if errors.As(err, &several) {
		for _, e := range several {
			printError(w, e)
		}
		return
	}
	fmt.Fprintf(w, "unicore: %s\n", strings.TrimRight(err.Error(), "\n"))
	if hint := toolchain.HintOf(err); hint != "" {
		fmt.Fprintf(w, "hint: %s\n", hint)
	}
}
