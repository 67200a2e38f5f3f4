package io.modelferry.gallery;

import static io.modelferry.gallery.Story.METER;
import static io.modelferry.gallery.Story.version;

import io.modelferry.control.registry.VersionNames;
import io.modelferry.control.registry.alias.Aliases;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** {@code production} went from 1 to 2, for a hostile reason; {@code canary} was removed. */
@Component
class StoryAliases implements Aliases, VersionNames {

    private static final VersionName PRODUCTION = new VersionName("production");
    private static final VersionName CANARY = new VersionName("canary");

    private final Story story;

    StoryAliases(Story story) {
        this.story = story;
    }

    @Override
    public List<Move> of(ModelName model) {
        return asOf(model, story.ago(Duration.ZERO));
    }

    @Override
    public List<VersionName> names(ModelName model) {
        return model.equals(METER) && !story.empty() ? List.of(CANARY, PRODUCTION) : List.of();
    }

    @Override
    public List<Move> asOf(ModelName model, Instant at) {
        return names(model).stream()
                .flatMap(name -> history(model, name).stream()
                        .filter(move -> !move.at().isAfter(at))
                        .limit(1))
                .filter(move -> move.version() != null)
                .toList();
    }

    @Override
    public List<Move> history(ModelName model, VersionName alias) {
        return alias.equals(PRODUCTION)
                ? List.of(
                        move(PRODUCTION, version(2), version(1), Story.HOSTILE, 30),
                        move(PRODUCTION, version(1), null, "the first one", 600))
                : List.of(
                        move(CANARY, null, version(2), "the trial is over", 40),
                        move(CANARY, version(2), null, "a trial at the quay", 50));
    }

    @Override
    public Optional<VersionName> find(ModelName model, VersionName alias) {
        return of(model).stream()
                .filter(move -> move.alias().equals(alias))
                .map(Move::version)
                .findFirst();
    }

    @Override
    public VersionName resolve(ModelName model, VersionName name) {
        return find(model, name).orElse(name);
    }

    @Override
    public Move move(ModelName model, VersionName alias, VersionName to, Order order) {
        throw new UnsupportedOperationException("no page moves an alias");
    }

    @Override
    public Move remove(ModelName model, VersionName alias, Order order) {
        throw new UnsupportedOperationException("no page removes an alias");
    }

    private Move move(
            VersionName alias, @Nullable VersionName to, @Nullable VersionName from, String reason, int minutesAgo) {
        return new Move(METER, alias, to, from, reason, "ada", story.ago(Duration.ofMinutes(minutesAgo)), null, false);
    }
}
