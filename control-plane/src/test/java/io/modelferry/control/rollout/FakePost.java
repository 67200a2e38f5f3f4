package io.modelferry.control.rollout;

import io.modelferry.control.delivery.PostOffice;
import io.modelferry.protocol.DeviceId;
import io.modelferry.protocol.ModelName;
import io.modelferry.protocol.VersionName;
import io.modelferry.protocol.report.Command;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps the newest letter of each device, and every hint. */
final class FakePost implements PostOffice {

    final Map<DeviceId, Letter> mailboxes = new HashMap<>();
    final List<Letter> sent = new ArrayList<>();
    int posts;

    /** Whoever posts gets an exception. */
    boolean broken;

    final List<Command> hints = new ArrayList<>();

    synchronized void clear() {
        mailboxes.clear();
        sent.clear();
        posts = 0;
        broken = false;
        hints.clear();
    }

    @Override
    public synchronized void post(Collection<Letter> letters) {
        if (broken) {
            throw new IllegalStateException("the post office is on fire");
        }
        posts++;
        for (var letter : letters) {
            sent.add(letter);
            mailboxes.merge(letter.device(), letter, (old, one) -> one.generation() > old.generation() ? one : old);
        }
    }

    @Override
    public Claim makeWay() {
        return () -> {};
    }

    @Override
    public synchronized void hint(DeviceId device, Command command) {
        hints.add(command);
    }

    @Override
    public synchronized void forget(DeviceId device) {
        mailboxes.remove(device);
    }

    @Override
    public void publishStats(ModelName model, VersionName version, byte[] json) {}

    @Override
    public void publishFleetStats(byte[] json) {}
}
