package io.modelferry.control.webhooks;

import io.modelferry.control.rollout.gate.GateHooks;
import io.modelferry.control.rollout.gate.WebhookAnswer;
import io.modelferry.control.rollout.plan.GateRule;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.stereotype.Component;

/** Asks other programs about a stage, over the same road and by the same network rules as messages. */
@Component
class GateCaller implements GateHooks {

    private final NetworkRules rules;

    GateCaller(NetworkRules rules) {
        this.rules = rules;
    }

    @Override
    public CompletableFuture<WebhookAnswer> ask(GateRule.Webhook gate, byte[] body) {
        var answer = new CompletableFuture<WebhookAnswer>();
        Thread.ofPlatform().daemon().name("gate-webhook").start(() -> answer.complete(answer(gate, body)));
        return answer;
    }

    private WebhookAnswer answer(GateRule.Webhook gate, byte[] body) {
        try {
            var destination = Destination.parse(gate.url().toString());
            var address = rules.check(destination);
            var post = new HttpPost((SSLSocketFactory) SSLSocketFactory.getDefault(), gate.timeout());
            var answer = post.ask(destination, address, Map.of(), body, WebhookAnswer.MAX_BODY_BYTES + 1);
            return WebhookAnswer.read(answer.status(), answer.body());
        } catch (BadDestination refused) {
            return WebhookAnswer.none("not asked: " + refused.getMessage());
        } catch (IOException failed) {
            return WebhookAnswer.none("no answer: " + failed.getMessage());
        } catch (RuntimeException bug) {
            return WebhookAnswer.none("not asked: " + bug);
        }
    }
}
