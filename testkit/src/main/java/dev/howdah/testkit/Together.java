package dev.howdah.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Does several things at the same moment. */
public final class Together {

    private Together() {}

    /** Results in the order of the inputs; the first failure interrupts the others and is thrown. */
    public static <A, B> List<B> run(List<A> inputs, Function<A, B> work) throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<B>> futures = inputs.stream()
                    .map(input -> threads.submit(() -> {
                        go.await();
                        return work.apply(input);
                    }))
                    .toList();
            go.countDown();
            try {
                List<B> results = new ArrayList<>();
                for (Future<B> future : futures) {
                    results.add(future.get());
                }
                return results;
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw new AssertionError(e.getCause());
            }
        }
    }
}
