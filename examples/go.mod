module github.com/recpause/recpause/examples

go 1.26.0

require github.com/recpause/recpause v0.0.0

replace github.com/recpause/recpause => ../
