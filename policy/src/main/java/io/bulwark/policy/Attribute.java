package io.bulwark.policy;

/** What may be known of a call beside its verb and its resource. */
public enum Attribute {
    /** HTTP: the host that is asked, in lower case, without a port. */
    HOST,
    /** HTTP: the media type of the request's content as it was sent, parameters included. */
    CONTENT_TYPE,
    /** HTTP: the query as it was sent, without the question mark. */
    QUERY,
    /** HTTP: the parameters of the request's content, coded like a query, once all of it is known. None when it has no content. */
    BODY,
    /** Redis and MySQL: the name under which the client has logged in. */
    USER,
    /** MySQL: the schema that is in use. */
    SCHEMA,
    /** MySQL: the normalised digest of the statement. */
    DIGEST
}
