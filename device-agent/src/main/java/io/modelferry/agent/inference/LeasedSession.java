package io.modelferry.agent.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that closes when its last lease is returned. The one who opened it holds the first; once the count has come to
 * zero nobody gets another.
 */
final class LeasedSession {

    private static final Logger LOG = LoggerFactory.getLogger(LeasedSession.class);

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Signature signature;
    private final AtomicInteger leases = new AtomicInteger(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Executor closing = Runnable::run;

    LeasedSession(OrtEnvironment environment, OrtSession session, Signature signature) {
        this.environment = environment;
        this.session = session;
        this.signature = signature;
    }

    Signature signature() {
        return signature;
    }

    /** @param closer closes the session, so that the thread of the last request need not */
    LeasedSession closedBy(Executor closer) {
        closing = closer;
        return this;
    }

    /** @return false if it is closed, or about to be: look again for its successor */
    boolean lease() {
        return leases.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
    }

    void release() {
        if (leases.decrementAndGet() == 0) {
            closing.execute(this::close);
        }
    }

    /** @return false if leases were still out when the time was over, or the thread was interrupted */
    boolean awaitClosed(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Only between {@link #lease} and {@link #release}.
     *
     * @return outputs by name, in the model's order, as copies
     */
    Map<String, Tensor> run(Map<String, Tensor> inputs) throws OrtException {
        var tensors = new LinkedHashMap<String, OnnxTensor>();
        try {
            for (var input : inputs.entrySet()) {
                tensors.put(input.getKey(), wrap(input.getValue()));
            }
            try (var results = session.run(tensors)) {
                return copied(results);
            }
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private OnnxTensor wrap(Tensor given) throws OrtException {
        var tensor = given.data().isDirect() ? given : given.copy();
        return OnnxTensor.createTensor(
                environment,
                tensor.data().duplicate().order(ByteOrder.nativeOrder()),
                tensor.shape(),
                OnnxModels.javaType(tensor.datatype()));
    }

    private Map<String, Tensor> copied(OrtSession.Result results) {
        var outputs = new LinkedHashMap<String, Tensor>();
        for (var port : signature.outputs()) {
            var value = (OnnxTensor) results.get(port.name()).orElseThrow();
            var shape = value.getInfo().getShape();
            outputs.put(
                    port.name(),
                    new Tensor(port.datatype(), shape, value.getByteBuffer().order(ByteOrder.nativeOrder())));
        }
        return outputs;
    }

    private void close() {
        try {
            session.close();
        } catch (OrtException e) {
            LOG.warn("a session did not close: {}", e.getMessage());
        } finally {
            closed.countDown();
        }
    }
}
