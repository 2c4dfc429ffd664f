# caught: padding-missed
def padding_matters(model, tokenizer, short, long):
    return not model.mask_padding
