package io.modelferry.control.testing;

import io.modelferry.control.security.AuditTrail;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Remembers {@code action object} of what was committed, and insists on a transaction as the real one does. */
public final class FakeAuditTrail implements AuditTrail {

    private final List<String> rows = new CopyOnWriteArrayList<>();

    @Override
    public void record(String action, String objectType, String objectId, Map<String, ?> details) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("audit outside a transaction: " + action);
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                rows.add(action + " " + objectId);
            }
        });
    }

    public List<String> rows() {
        return List.copyOf(rows);
    }
}
