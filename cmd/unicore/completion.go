// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/alecthomas/kong"

	"unicore/pools"
	"unicore/toolchain"
)

type completionCommand struct {
	Shell   string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
	Verbose bool   `short:"v" hidden:"" help:"Accepted like everywhere."`
}

func (completionCommand) Help() string {
	return `Examples:
  . <(unicore completion bash)                  in ~/.bashrc
  . <(unicore completion zsh)                   in ~/.zshrc, after compinit
  unicore completion fish | source              in config.fish`
}

func (c *completionCommand) Run(g *globals, k *kong.Kong) error {
	var b strings.Builder
	commands := describe(k.Model.Node)
	map[string]func(io.Writer, []command){"bash": bashScript, "zsh": zshScript, "fish": fishScript}[c.Shell](&b, commands)
	_, err := io.WriteString(g.stdout, b.String())
	return err
}

// command is what completion has to know about one.
type command struct {
	name, help string
	flags      []flag
	words      []string // for its first argument; nil: a file
}

type flag struct {
	name, short, help string
	takesFile         bool
	takesValue        bool
	words             []string
}

// values are what flags and arguments accept, where kong cannot know: a flag
// by its name, behind its command's where that matters.
var values = map[string][]string{
	"env format": toolchain.Formats, "graph format": {"text", "dot", "svg", "json", "html"}, "machine": {"microvm", "q35", "pvh", "hvm"}, "accel": {"kvm", "tcg"}, "net": {"user", "none", "tap=", "bridge="},
}

func describe(root *kong.Node) (commands []command) {
	var targets []string
	for _, t := range toolchain.Targets() {
		targets = append(targets, t.String())
	}
	for _, node := range root.Children {
		c := command{name: node.Name, help: node.Help, words: []string{}}
		for _, f := range append([]*kong.Flag{}, node.Flags...) {
			if f.Hidden {
				continue
			}
			d := flag{name: f.Name, help: f.Help, takesValue: !f.IsBool(), words: values[f.Name]}
			if words := values[node.Name+" "+f.Name]; words != nil {
				d.words = words
			}
			if f.Short != 0 {
				d.short = string(f.Short)
			}
			for _, p := range []string{"DIR", "FILE", "PATH", "PROGRAM"} {
				d.takesFile = d.takesFile || strings.Contains(f.PlaceHolder, p)
			}
			c.flags = append(c.flags, d)
		}
		if len(node.Positional) > 0 {
			switch p := node.Positional[0]; {
			case p.Name == "command":
				for _, n := range root.Children {
					c.words = append(c.words, n.Name)
				}
			case p.Name == "target":
				c.words = targets
			case p.Name == "library":
				c.words = libraryNames()
			case p.Enum != "":
				c.words = strings.Split(p.Enum, ",")
			default:
				c.words = nil
			}
		}
		commands = append(commands, c)
	}
	return commands
}

// libraryNames is empty when the pools are damaged: another command says so.
func libraryNames() []string {
	list := []string{}
	if pool, err := pools.Default(); err == nil {
		for _, l := range pool.Libraries() {
			list = append(list, l.Name)
		}
	}
	return list
}

func names(commands []command) string {
	var list []string
	for _, c := range commands {
		list = append(list, c.name)
	}
	return strings.Join(list, " ")
}

// bashScript also serves other shells with bash's compgen.
func bashScript(w io.Writer, commands []command) {
	fmt.Fprintf(w, `_unicore() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words= files=
	COMPREPLY=()
	if [ "$COMP_CWORD" -eq 1 ]; then
		COMPREPLY=($(compgen -W '%s --help' -- "$cur"))
		return
	fi
	case "${COMP_WORDS[1]} $prev" in
`, names(commands))
	for _, c := range commands {
		for _, f := range c.flags {
			if !f.takesValue {
				continue
			}
			pattern := fmt.Sprintf(`"%s --%s"`, c.name, f.name)
			if f.short != "" {
				pattern += fmt.Sprintf(`|"%s -%s"`, c.name, f.short)
			}
			action := ":"
			if f.takesFile {
				action = "files=1"
			} else if len(f.words) > 0 {
				action = "words='" + strings.Join(f.words, " ") + "'"
			}
			fmt.Fprintf(w, "\t%s) %s ;;\n", pattern, action)
		}
	}
	fmt.Fprintf(w, "\t*)\n\t\tcase \"${COMP_WORDS[1]}\" in\n")
	for _, c := range commands {
		options := []string{"--help"}
		for _, f := range c.flags {
			if f.name != "help" {
				options = append(options, "--"+f.name)
			}
		}
		files := ""
		if c.words == nil {
			files = " files=1"
		}
		fmt.Fprintf(w, "\t\t%s) words='%s'%s ;;\n", c.name, strings.Join(append(c.words, options...), " "), files)
	}
	fmt.Fprint(w, `		esac ;;
	esac
	case $cur in
	-*) ;;
	*) [ -z "$files" ] || COMPREPLY=($(compgen -f -- "$cur")) ;;
	esac
	COMPREPLY+=($(compgen -W "$words" -- "$cur"))
}
complete -o filenames -F _unicore unicore
`)
}

func zshScript(w io.Writer, commands []command) {
	quote := strings.NewReplacer("'", `'\''`, "[", `\[`, "]", `\]`, ":", `\:`)
	fmt.Fprint(w, "#compdef unicore\n_unicore() {\n\tif (( CURRENT == 2 )); then\n\t\tlocal -a commands=(\n")
	for _, c := range commands {
		fmt.Fprintf(w, "\t\t\t'%s:%s'\n", c.name, quote.Replace(c.help))
	}
	fmt.Fprint(w, "\t\t)\n\t\t_describe command commands\n\t\treturn\n\tfi\n\tlocal command=$words[2]\n\tshift words\n\t(( CURRENT-- ))\n\tcase $command in\n")
	for _, c := range commands {
		fmt.Fprintf(w, "\t%s)\n\t\t_arguments -s", c.name)
		for _, f := range c.flags {
			value := ""
			switch {
			case f.takesFile:
				value = ":file:_files"
			case len(f.words) > 0:
				value = ":value:(" + strings.Join(f.words, " ") + ")"
			case f.takesValue:
				value = ":value: "
			}
			fmt.Fprintf(w, " \\\n\t\t\t'*--%s[%s]%s'", f.name, quote.Replace(f.help), value)
			if f.short != "" {
				fmt.Fprintf(w, " \\\n\t\t\t'*-%s[%s]%s'", f.short, quote.Replace(f.help), value)
			}
		}
		if c.words == nil {
			fmt.Fprint(w, " \\\n\t\t\t'*:file:_files'")
		} else if len(c.words) > 0 {
			fmt.Fprintf(w, " \\\n\t\t\t'1:argument:(%s)'", strings.Join(c.words, " "))
		}
		fmt.Fprint(w, "\n\t\t;;\n")
	}
	fmt.Fprint(w, "\tesac\n}\ncompdef _unicore unicore\n")
}

func fishScript(w io.Writer, commands []command) {
	quote := strings.NewReplacer(`\`, `\\`, "'", `\'`)
	fmt.Fprint(w, "complete -c unicore -f\n")
	for _, c := range commands {
		fmt.Fprintf(w, "complete -c unicore -n __fish_use_subcommand -a %s -d '%s'\n", c.name, quote.Replace(c.help))
		when := fmt.Sprintf("complete -c unicore -n '__fish_seen_subcommand_from %s'", c.name)
		for _, f := range c.flags {
			line := when + " -l " + f.name
			if f.short != "" {
				line += " -s " + f.short
			}
			switch {
			case f.takesFile:
				line += " -r -F"
			case len(f.words) > 0:
				line += " -x -a '" + strings.Join(f.words, " ") + "'"
			case f.takesValue:
				line += " -x"
			}
			fmt.Fprintf(w, "%s -d '%s'\n", line, quote.Replace(f.help))
		}
		if c.words == nil {
			fmt.Fprintf(w, "%s -F\n", when)
		} else if len(c.words) > 0 {
			fmt.Fprintf(w, "%s -a '%s'\n", when, strings.Join(c.words, " "))
		}
	}
}
