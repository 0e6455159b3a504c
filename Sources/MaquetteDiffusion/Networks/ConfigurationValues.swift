extension KeyedDecodingContainer {
    /// The value under a key, or what diffusers takes where a configuration file has none.
    func value<Value: Decodable>(_ key: Key, _ standard: Value) throws -> Value {
        try decodeIfPresent(Value.self, forKey: key) ?? standard
    }
}
