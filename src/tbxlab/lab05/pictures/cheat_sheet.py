"""The dashboard of the cheat sheet that no chapter shows: a sound in the tab Audio."""

from tbxlab.authoring.dashboards import dashboard
from tbxlab.authoring.shots import Box, Shot, around


@dashboard("cheat-audio", runs=["05_chapter/sound"], tab="audio", width=760, height=520)
def audio(shot: Shot) -> Box:
    """The player of one sound, loaded: its length is known."""
    player = shot.page.locator("tf-audio-loader audio").first
    player.wait_for()
    player.evaluate("""player => new Promise((loaded, failed) => {
        if (player.readyState >= 1) return loaded();
        player.addEventListener("loadedmetadata", loaded);
        player.addEventListener("error", failed);
    })""")
    return around(shot.box("tf-audio-loader"), margin=8)
