# %% [markdown]
# # Lab 02: Scalars

# %%
from tbxlab import check

# %% [markdown]
# ### 2.1 One point for every optimizer step
#
# TensorBoard draws each value at the step you give it. Two values on one step hide each other.

# %% exercise="2.1"
# Exercise 2.1
def log_loss(writer, loss, epoch, batch, batches_per_epoch):
    """Log `loss` as train/loss at the optimizer step it belongs to, counted from 0."""
    ### BEGIN SOLUTION
    writer.add_scalar("train/loss", loss, epoch * batches_per_epoch + batch)
    ### END SOLUTION


# %% check="2.1"
check("2.1", log_loss)
