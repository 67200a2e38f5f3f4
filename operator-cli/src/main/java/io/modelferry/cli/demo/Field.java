package io.modelferry.cli.demo;

import io.modelferry.cli.demo.FieldFeeder.Count;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The applications beside the real agents, all of them. */
final class Field implements AutoCloseable {

    private final FieldStream stream;
    private final List<FieldFeeder> feeders = new ArrayList<>();

    Field(FieldStream stream) {
        this.stream = stream;
    }

    void join(Camera camera, URI agent) {
        feeders.add(new FieldFeeder(camera.id(), agent, stream, stream.ofSite(camera.site())));
    }

    boolean isReady() {
        return feeders.stream().allMatch(FieldFeeder::isReady);
    }

    void start() {
        feeders.forEach(FieldFeeder::start);
    }

    Count count() {
        return feeders.stream().map(FieldFeeder::count).reduce(Count.NONE, Count::plus);
    }

    Optional<String> firstFailure() {
        return feeders.stream()
                .map(FieldFeeder::firstFailure)
                .filter(why -> !why.isEmpty())
                .findFirst();
    }

    @Override
    public void close() {
        feeders.forEach(FieldFeeder::close);
    }
}
