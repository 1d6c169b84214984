back = ◀ Назад
home = Главная
