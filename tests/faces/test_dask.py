"""Many machines: Dask maps the bulk functions over blocks, and two workers give what one process gives."""

import tracemalloc
from collections.abc import Iterator
from functools import partial
from typing import Any

import dask.array
import dask.distributed
import numpy as np
import pytest

from integrationsfoerderung import bulk, load_programme

da: Any = dask.array  # only partly typed
distributed: Any = dask.distributed

PAKT = load_programme("pakt-fuer-integration")
COUNTS = np.random.Generator(np.random.Philox(11)).integers(0, 130, 1101)
LAND = int(COUNTS.sum())


@pytest.fixture(scope="module")
def two_workers() -> Iterator[Any]:
    """A local cluster: two processes, each with one thread."""
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, worker_dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert len(client.scheduler_info()["workers"]) == 2
        yield client


def amounts(persons: Any, **options: Any) -> Any:
    """The kernel: a round of the scenarios of one block, whose municipalities are the whole Land."""
    return bulk.payouts(PAKT, persons, round="2017", persons_of_land=persons.sum(axis=1), threads=1, **options)


def drawn(_: Any, way: Any, seed: int, block_info: Any = None) -> Any:
    """Draw the scenarios of one block; they are the same whatever the blocks."""
    ((first, last), _) = block_info[None]["array-location"]
    return way.draw(COUNTS, seed, first, last)


class TestBlocks:
    """A block of scenarios needs nothing but itself, so where it is computed never matters."""

    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"basis": "pot_share"},
            {"basis": "pot_share", "rounding": "euro"},
            {"basis": "pot_share", "method": "largest remainder"},
        ],
    )
    def test_two_workers_give_what_one_process_gives(self, two_workers: Any, options: dict[str, str]) -> None:
        way = bulk.Scaled(200, 0, 2)
        matrix = way.draw(COUNTS, 3, 0, 200)
        blocks = da.from_array(matrix, chunks=(37, 1101))
        found = blocks.map_blocks(partial(amounts, **options), dtype=np.int64).compute()
        assert (found == amounts(matrix, **options)).all()
        assert len(two_workers.scheduler_info()["workers"]) == 2

    def test_scenarios_are_drawn_where_they_are_computed(self, two_workers: Any) -> None:
        way, scenarios = bulk.Resampled(120), 120
        empty = da.zeros((scenarios, 1101), chunks=(50, 1101), dtype=np.int64)
        blocks = empty.map_blocks(drawn, way, 7, dtype=np.int64)
        frames = blocks.map_blocks(partial(bulk.planning_frames, PAKT), persons_of_land=LAND, threads=1, dtype=np.int64)
        sums, below = da.compute(frames.sum(axis=0), (frames < 51_000_00).sum(axis=0))
        keys = [f"{place:08d}" for place in range(1101)]
        alone = bulk.ensemble(
            PAKT, dict(zip(keys, COUNTS.tolist(), strict=True)), scenarios=way, seed=7, persons_of_land=LAND
        )
        assert (sums == alone.sums).all()
        assert (below == alone.times_below).all()
        assert len(two_workers.scheduler_info()["workers"]) == 2

    def test_more_than_memory_is_streamed(self) -> None:
        """Blocks are computed, summed and dropped one after the other: never are many of them there together."""
        blocks = da.zeros((8_000, 1101), chunks=(200, 1101), dtype=np.int64) + 1
        total = blocks.map_blocks(amounts, dtype=np.int64, meta=np.empty((0, 0), np.int64)).sum()
        tracemalloc.start()
        assert int(total.compute(scheduler="single-threaded")) == 8_000 * 1101 * 1_225_00
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        block = 200 * 1101 * 8
        assert peak < 8 * block < 40 * block
