/** Fails with a message that quotes a password. */
throw new Error('cannot use mongodb://somebody:the-password@db.example.com/shop')
