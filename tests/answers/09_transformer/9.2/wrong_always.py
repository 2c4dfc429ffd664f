# caught: padding-false
def padding_matters(model, tokenizer, short, long):
    return True
