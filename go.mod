module unicore

go 1.24
