module unicore

go 1.24

require github.com/google/shlex v0.0.0-20191202100458-e7afc7fbc510 // indirect
