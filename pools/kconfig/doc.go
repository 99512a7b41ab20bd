// SPDX-License-Identifier: BSD-3-Clause

// Package kconfig is the Kconfig language: it reads a tree of Kconfig files,
// keeps the answers that users give, works out what follows from them, says
// why, and reads and writes the files that go with it.
//
//	c, err := kconfig.Parse("Kconfig", kconfig.Options{Dir: "/src/tree"})
//	report, err := c.LoadFile(".config")        // answers; what is wrong with them
//	s := c.Lookup("NET")
//	s.Value()                                   // "y"
//	s.Assignable()                              // what a user may choose now
//	err = s.Set("n")                            // an error explains itself
//	c.Explain(s)                                // why it has its value
//	c.WriteConfig(w)                            // .config
//
// The language is the one that Linux 6.1 documents, and what is written is what
// Linux's own tools write, byte for byte. docs/kconfig.md lists the few
// additions (rsource, osource, orsource, patterns in source, def_int, def_hex,
// def_string) and where the tools that exist disagree with one another.
//
// A Config is not safe for use by several goroutines at once.
package kconfig
