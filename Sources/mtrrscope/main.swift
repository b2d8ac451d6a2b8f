print("mtrrscope")
