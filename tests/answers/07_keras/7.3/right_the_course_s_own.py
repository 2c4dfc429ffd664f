from tbxlab.keras import TensorBoardX


class Watch(TensorBoardX):
    def __init__(self, folder):
        super().__init__(folder, histogram_freq=1)
