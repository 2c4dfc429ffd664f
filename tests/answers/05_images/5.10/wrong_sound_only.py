# caught: no-tag
def log_sound(writer, sound, rate, step):
    writer.add_audio("sound/wave", sound, step, sample_rate=rate)
