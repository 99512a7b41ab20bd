module unicore

go 1.26.0

require (
	github.com/google/shlex v0.0.0-20191202100458-e7afc7fbc510 // indirect
	golang.org/x/tools v0.52.0 // indirect
)
