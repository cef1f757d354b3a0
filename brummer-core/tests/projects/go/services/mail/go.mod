module example.org/shop/mail

go 1.19
