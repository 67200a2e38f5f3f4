package io.modelferry.control.platform;

import io.modelferry.protocol.MalformedMessage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/**
 * What goes wrong in a REST request, as an RFC 9457 problem: {@code type} is {@code urn:modelferry:problem:<code>}, and the code
 * also stands alone for machines.
 */
@RestControllerAdvice(annotations = RestController.class)
class Problems extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Problems.class);

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(Refusal refusal) {
        var problem = problem(refusal.status(), refusal.code(), refusal.detail());
        refusal.facts().forEach(problem::setProperty);
        return answer(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> malformed(MalformedMessage malformed) {
        return answer(problem(HttpStatus.BAD_REQUEST, "malformed", String.valueOf(malformed.getMessage())));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> bug(Exception unexpected) throws Exception {
        if (unexpected instanceof AccessDeniedException denied) {
            throw denied; // the security filters answer it
        }
        var incident = java.util.UUID.randomUUID().toString();
        log.error("request failed incident={}", incident, unexpected);
        var problem = problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal",
                "Something went wrong on our side. The log has it under incident " + incident + ".");
        problem.setProperty("incident", incident);
        return answer(problem);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var fields = invalid.getBindingResult().getFieldErrors().stream()
                .map(error -> error.getField() + " " + error.getDefaultMessage())
                .sorted()
                .collect(Collectors.joining("; "));
        var problem = problem(HttpStatus.UNPROCESSABLE_CONTENT, "invalid", fields);
        return ResponseEntity.status(problem.getStatus()).body(problem);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        var cause = unreadable.getMostSpecificCause();
        if (cause instanceof Refusal refusal) { // a body that reads well, and whose record says no
            return ResponseEntity.status(refusal.status()).body(refused(refusal).getBody());
        }
        var problem = problem(HttpStatus.BAD_REQUEST, "malformed", firstLine(cause.getMessage()));
        return ResponseEntity.badRequest().body(problem);
    }

    /** A parameter of the wrong form, for example an instant that is none. */
    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException mismatch, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        var field = String.valueOf(mismatch.getPropertyName());
        return parameter(field, "malformed", field + ": '" + mismatch.getValue() + "' is not " + form(mismatch) + ".");
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException missing,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        var field = missing.getParameterName();
        return parameter(field, "missing-parameter", field + ": is needed.");
    }

    private static ResponseEntity<Object> parameter(String field, String code, String detail) {
        var problem = problem(HttpStatus.BAD_REQUEST, code, detail);
        problem.setProperty("field", field);
        return ResponseEntity.badRequest().body(problem);
    }

    private static String form(TypeMismatchException mismatch) {
        var type = mismatch.getRequiredType();
        if (type == Instant.class) {
            return "an instant such as 2026-03-01T12:00:00Z";
        }
        if (type == Duration.class) {
            return "a duration such as PT1M";
        }
        return type == null ? "of the right form" : "a value of type " + type.getSimpleName();
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception cause, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (body instanceof ProblemDetail problem && problem.getProperties() == null) {
            var code = String.valueOf(problem.getTitle())
                    .toLowerCase(java.util.Locale.ROOT)
                    .replace(' ', '-');
            problem.setType(URI.create("urn:modelferry:problem:" + code));
            problem.setProperty("code", code);
        }
        return super.handleExceptionInternal(cause, body, headers, status, request);
    }

    private static ProblemDetail problem(HttpStatus status, String code, String detail) {
        var problem = ProblemDetail.forStatusAndDetail(status, detail);
        problem.setType(URI.create("urn:modelferry:problem:" + code));
        problem.setProperty("code", code);
        return problem;
    }

    private static ResponseEntity<ProblemDetail> answer(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus()).body(problem);
    }

    private static String firstLine(@Nullable String message) {
        return message == null
                ? "The body cannot be read."
                : message.lines().findFirst().orElse("");
    }
}
