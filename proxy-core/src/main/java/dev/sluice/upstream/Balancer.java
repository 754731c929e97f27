package dev.sluice.upstream;

import dev.sluice.config.Balance;
import dev.sluice.worker.Worker;
import org.jspecify.annotations.Nullable;

/**
 * Picks one of several endpoints. On the worker's loop, without allocation.
 *
 * <p>First among those that are available and have not failed this request; where none is left, among those that only rest after
 * failures, as trying them beats failing. Those that an active check holds for down are never picked.
 */
sealed interface Balancer {

    /** The endpoint for a request, or null. */
    @Nullable
    Endpoint pick(Endpoint[] endpoints, Worker worker, Choice choice, long now);

    /** Makes the balancer of a configuration; it holds no state but rotations. */
    static Balancer of(Balance balance, int workers) {
        return switch (balance) {
            case Balance.LeastRequests least -> new LeastRequests();
            case Balance.Random random -> new RandomChoice();
            case Balance.RoundRobin roundRobin -> new RoundRobin(workers);
            case Balance.Hash hash -> new ByHash();
        };
    }

    /** The share of requests that an endpoint may get now; 0 where it must not be picked. */
    static int share(Endpoint endpoint, Choice choice, long now, boolean resting) {
        EndpointState state = endpoint.state();
        boolean may = resting ? !state.isCheckedDown() : state.isAvailable(now);
        return may && !choice.wasTried(state) ? endpoint.weight() * state.share(now) : 0;
    }

    /** By chance, in proportion to the shares. */
    static @Nullable Endpoint byChance(Endpoint[] endpoints, Worker worker, Choice choice, long now, boolean resting) {
        int total = 0;
        for (Endpoint endpoint : endpoints) {
            total += share(endpoint, choice, now, resting);
        }
        if (total == 0) {
            return null;
        }
        int left = worker.random(total);
        Endpoint last = null;
        for (Endpoint endpoint : endpoints) {
            int share = share(endpoint, choice, now, resting);
            left -= share;
            last = share > 0 ? endpoint : last;
            if (left < 0) {
                return last;
            }
        }
        return last; // another worker has changed a share in between
    }

    /** The less busy of two that chance has picked. */
    record LeastRequests() implements Balancer {
        private static final int TRIES = 8;

        @Override
        public @Nullable Endpoint pick(Endpoint[] endpoints, Worker worker, Choice choice, long now) {
            Endpoint first = byChance(endpoints, worker, choice, now, false);
            if (first == null) {
                return byChance(endpoints, worker, choice, now, true);
            }
            Endpoint second = another(first, endpoints, worker, choice, now);
            return load(second, worker, now) < load(first, worker, now) ? second : first;
        }

        /** Another by chance; the same where chance is that stubborn, or there is no other. */
        private static Endpoint another(Endpoint first, Endpoint[] endpoints, Worker worker, Choice choice, long now) {
            for (int i = 0; i < TRIES; i++) {
                Endpoint second = byChance(endpoints, worker, choice, now, false);
                if (second != null && second.state() != first.state()) {
                    return second;
                }
            }
            return first;
        }

        private static double load(Endpoint endpoint, Worker worker, long now) {
            EndpointState state = endpoint.state();
            return state.inFlight(worker) / ((double) endpoint.weight() * state.share(now));
        }
    }

    /** By chance. */
    record RandomChoice() implements Balancer {
        @Override
        public @Nullable Endpoint pick(Endpoint[] endpoints, Worker worker, Choice choice, long now) {
            Endpoint picked = byChance(endpoints, worker, choice, now, false);
            return picked != null ? picked : byChance(endpoints, worker, choice, now, true);
        }
    }

    /** In turn, evenly mixed by weight; each worker has a turn of its own. */
    final class RoundRobin implements Balancer {
        private final Rotation[] rotations;

        RoundRobin(int workers) {
            rotations = new Rotation[workers];
            for (int i = 0; i < workers; i++) {
                rotations[i] = new Rotation();
            }
        }

        @Override
        public @Nullable Endpoint pick(Endpoint[] endpoints, Worker worker, Choice choice, long now) {
            Rotation rotation = rotations[worker.index()];
            Endpoint picked = rotation.next(endpoints, choice, now, false);
            return picked != null ? picked : rotation.next(endpoints, choice, now, true);
        }
    }

    /** One worker's turn: the endpoint that is furthest behind its share is next. */
    final class Rotation {
        private Endpoint[] seen = new Endpoint[0];
        private long[] credit = new long[0];

        @SuppressWarnings("ReferenceEquality") // the array is replaced as a whole
        @Nullable
        Endpoint next(Endpoint[] endpoints, Choice choice, long now, boolean resting) {
            if (seen != endpoints) {
                seen = endpoints;
                credit = new long[endpoints.length];
            }
            int best = -1;
            long total = 0;
            for (int i = 0; i < endpoints.length; i++) {
                int share = share(endpoints[i], choice, now, resting);
                if (share == 0) {
                    continue;
                }
                credit[i] += share;
                total += share;
                if (best < 0 || credit[i] > credit[best]) {
                    best = i;
                }
            }
            if (best < 0) {
                return null;
            }
            credit[best] -= total;
            return endpoints[best];
        }
    }

    /**
     * Consistent: the endpoint with the highest score for the request's hash (rendezvous hashing with weights), so that one that
     * comes or goes moves only its own share.
     */
    record ByHash() implements Balancer {
        private static final long LOW_BITS = (1 << 11) - 1;

        private enum Among {
            WARM,
            AVAILABLE,
            RESTING
        }

        @Override
        public @Nullable Endpoint pick(Endpoint[] endpoints, Worker worker, Choice choice, long now) {
            Endpoint warm = highest(endpoints, choice, now, Among.WARM);
            Endpoint picked = warm != null ? warm : highest(endpoints, choice, now, Among.AVAILABLE);
            return picked != null ? picked : highest(endpoints, choice, now, Among.RESTING);
        }

        private static @Nullable Endpoint highest(Endpoint[] endpoints, Choice choice, long now, Among among) {
            Endpoint best = null;
            double bestScore = -1;
            for (Endpoint endpoint : endpoints) {
                if (share(endpoint, choice, now, among == Among.RESTING) == 0) {
                    continue;
                }
                long mixed = mix(choice.hash(), endpoint);
                if (among == Among.WARM && percent(mixed) >= endpoint.state().share(now)) {
                    continue;
                }
                double score = score(mixed, endpoint);
                if (score > bestScore) {
                    bestScore = score;
                    best = endpoint;
                }
            }
            return best;
        }

        /** Where in the share of one that warms up a hash lies: each comes back once, and then stays. */
        private static int percent(long mixed) {
            return (int) ((mixed & LOW_BITS) * 100 / (LOW_BITS + 1)); // bits that the score does not use
        }

        private static long mix(long hash, Endpoint endpoint) {
            long mixed = hash ^ (endpoint.state().id() * 0x9E3779B97F4A7C15L);
            mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93L;
            mixed = (mixed ^ (mixed >>> 32)) * 0xd6e8feb86659fd93L;
            return mixed ^ (mixed >>> 32);
        }

        private static double score(long mixed, Endpoint endpoint) {
            double unit = ((mixed >>> 11) + 1) * 0x1.0p-53;
            return endpoint.weight() / -Math.log(unit * (1 - 0x1.0p-53));
        }
    }
}
